import { z } from 'zod'
import { id, time } from '../fields.ts'
import { container } from './container.ts'
import { deployment } from './deployment.ts'
import { environment } from './environment.ts'
import { serviceStatus } from './status.ts'

const { origin, state, endpoints } = deployment.shape

export const application = z.object({
  container,
  project: z.object({ id, name: z.string() }),
  environment,
  status: serviceStatus,
  running: z
    .object({ deployment_id: id, tag: z.string(), digest: z.string(), endpoints })
    .nullable()
    .describe('What should be running: the last deployment that succeeded and was not stopped since.'),
  last_deployment: z
    .object({ id, origin, state, requested_by: z.string(), created_at: time, finished_at: time.nullable() })
    .nullable(),
})
