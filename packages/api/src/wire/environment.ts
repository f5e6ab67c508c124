import { z } from 'zod'
import { id, name, reference, tag, time } from '../fields.ts'
import { serviceStates, serviceStatus } from './status.ts'

const ENVIRONMENT_MODES = ['DEVELOPMENT', 'PREVIEW', 'PRODUCTION', 'STAGING'] as const

export const createEnvironmentRequest = z.object({
  name,
  cluster: id.nullish().describe("Id of the cluster; absent: the organization's default cluster."),
  mode: z.enum(ENVIRONMENT_MODES).nullish().describe('Absent: DEVELOPMENT.'),
})

export const environmentEditRequest = z.object({
  name: name.nullish(),
  mode: z.enum(ENVIRONMENT_MODES).nullish(),
})

export const environment = z.object({
  id,
  created_at: time,
  updated_at: time,
  name: z.string(),
  organization: reference,
  project: reference,
  cloud_provider: z.object({ provider: z.string(), cluster: z.string() }),
  mode: z.enum(ENVIRONMENT_MODES),
  cluster_id: id,
  cluster_name: z.string(),
})

export const environmentStatus = z.object({
  id,
  state: z.enum(serviceStates),
  last_deployment_date: time.nullable(),
  last_deployment_state: z.enum(serviceStates),
  last_deployment_id: id.nullable(),
  total_deployment_duration_in_seconds: z.int().nullable(),
  origin: z.literal('API'),
  triggered_by: z.string().nullable(),
  deployment_status: z.enum(['NEVER_DEPLOYED', 'OUT_OF_DATE', 'UP_TO_DATE']),
  deployment_request_id: id.nullable(),
})

const none = z.array(z.never()).describe('Always empty: Fairlead runs containers only.')

export const environmentStatuses = z.object({
  environment: environmentStatus,
  applications: none,
  containers: z.array(serviceStatus),
  jobs: none,
  databases: none,
  helms: none,
  terraforms: none,
})

export const deployAllRequest = z.object({
  containers: z
    .array(z.object({ id, image_tag: tag.nullish().describe('Absent: the tag that the container has.') }))
    .min(1)
    .max(200),
})

export const cancelDeploymentRequest = z.object({ force_cancel: z.boolean().nullish() }).nullish()
