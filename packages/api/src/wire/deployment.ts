import { z } from 'zod'
import { id, time } from '../fields.ts'
import { containerSpec } from './container-spec.ts'
import { finding } from './finding.ts'
import { serviceStates, statusDetails } from './status.ts'

export const deploymentStep = z.object({
  name: z.string(),
  message: z.string(),
  state: z.enum(['running', 'succeeded', 'failed', 'skipped']),
  started_at: time,
  finished_at: time.nullable(),
})

export const pinnedImage = z.object({
  registry_id: id,
  registry: z.string(),
  repository: z.string(),
  tag: z.string(),
  digest: z.string().describe('What runs.'),
  platforms: z.array(z.string()),
})

export const deployment = z.object({
  id,
  organization_id: id,
  environment_id: id,
  container_id: id,
  action: z.enum(['deploy', 'restart', 'stop', 'delete']),
  origin: z.enum(['deploy', 'redeploy', 'rollback', 'stop', 'restart', 'delete']),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled']),
  requested_by: z.string(),
  spec: containerSpec.describe('What was asked for, at the time of the request.'),
  image: pinnedImage.nullable().describe('Null until the tag is resolved.'),
  steps: z.array(deploymentStep),
  findings: z.array(finding),
  endpoints: z.array(z.object({ port: z.int(), url: z.string() })),
  reference: z.string().nullable().describe('What the target calls the result.'),
  replaces_id: id.nullable(),
  cancel_requested: z.boolean(),
  created_at: time,
  started_at: time.nullable(),
  finished_at: time.nullable(),
})

export const rollbackRequest = z
  .object({ deployment_id: id.nullish().describe('Absent: the last good deployment of another digest.') })
  .nullish()

export const deploymentHistoryEntry = z.object({
  id,
  created_at: time,
  updated_at: time,
  name: z.string(),
  status: z.enum(serviceStates),
  image_name: z.string(),
  tag: z.string(),
  arguments: z.array(z.string()),
  entrypoint: z.string().exactOptional(),
})

export const deploymentHistoryV2Entry = z.object({
  identifier: z.object({
    name: z.string(),
    service_id: id,
    service_type: z.literal('CONTAINER'),
    execution_id: z.string(),
  }),
  status: z.enum(serviceStates),
  auditing_data: z.object({
    created_at: time,
    updated_at: time,
    triggered_by: z.string(),
    origin: z.literal('API'),
  }),
  details: z.object({
    image_name: z.string(),
    tag: z.string(),
    arguments: z.array(z.string()),
    entrypoint: z.string().exactOptional(),
  }),
  status_details: statusDetails,
  icon_uri: z.string(),
  total_duration: z.string().exactOptional().describe('ISO 8601 duration.'),
})
