import { operations, snakeKeys } from '@fairlead/api'
import { route } from '../route.ts'

export const getRuntime = route(operations.getRuntime, async ({ who, params, signal }, app) =>
  snakeKeys(await app.containerRuntime(who, params.containerId, signal)),
)
