import { operations } from '@fairlead/api'
import { toEnvironmentStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const getEnvironmentStatus = route(operations.getEnvironmentStatus, async ({ who, params }, app) =>
  toEnvironmentStatus(params.environmentId, await app.containerStatuses(who, params.environmentId)),
)
