import { operations } from '@fairlead/api'
import { toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const getContainerStatus = route(operations.getContainerStatus, async ({ who, params }, app) =>
  toStatus(await app.containerStatus(who, params.containerId)),
)
