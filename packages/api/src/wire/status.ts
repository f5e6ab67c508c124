import type { ServiceState } from '@fairlead/core'
import { z } from 'zod'
import { id, time } from '../fields.ts'

export const serviceStates = [
  'READY',
  'CANCELED',
  'CANCELING',
  'DEPLOYMENT_QUEUED',
  'DEPLOYING',
  'DEPLOYED',
  'DEPLOYMENT_ERROR',
  'RESTART_QUEUED',
  'RESTARTING',
  'RESTARTED',
  'RESTART_ERROR',
  'STOP_QUEUED',
  'STOPPING',
  'STOPPED',
  'STOP_ERROR',
  'DELETE_QUEUED',
  'DELETING',
  'DELETED',
  'DELETE_ERROR',
] as const satisfies readonly ServiceState[]

export const statusDetails = z.object({
  action: z.enum(['DEPLOY', 'DELETE', 'RESTART', 'STOP', 'UNKNOWN']),
  status: z.enum(['QUEUED', 'ONGOING', 'SUCCESS', 'ERROR', 'CANCELED', 'CANCELING', 'NEVER']),
  sub_action: z.literal('NONE'),
})

export const serviceStatus = z.object({
  id,
  state: z.enum(serviceStates),
  service_deployment_status: z.enum(['NEVER_DEPLOYED', 'OUT_OF_DATE', 'UP_TO_DATE']),
  last_deployment_date: time.exactOptional(),
  is_part_last_deployment: z.boolean(),
  execution_id: z.string().exactOptional(),
  status_details: statusDetails,
  deployment_request_id: id.nullable(),
  deployment_requests_count: z.int(),
})
