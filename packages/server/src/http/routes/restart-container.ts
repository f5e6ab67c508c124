import { operations } from '@fairlead/api'
import { toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const restartContainer = route(operations.restartContainer, async ({ who, params }, app) => {
  await app.requestOperation(who, params.containerId, 'restart')
  return toStatus(await app.containerStatus(who, params.containerId))
})

export const restartContainerShort = route(operations.restartContainerShort, async ({ who, params }, app) => {
  await app.requestOperation(who, params.containerId, 'restart')
  return toStatus(await app.containerStatus(who, params.containerId))
})
