import { operations } from '@fairlead/api'
import { toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const stopContainer = route(operations.stopContainer, async ({ who, params }, app) => {
  await app.requestOperation(who, params.containerId, 'stop')
  return toStatus(await app.containerStatus(who, params.containerId))
})
