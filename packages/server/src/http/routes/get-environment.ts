import { operations } from '@fairlead/api'
import { toEnvironment } from '../mapping/environments.ts'
import { route } from '../route.ts'

export const getEnvironment = route(operations.getEnvironment, async ({ who, params }, app) =>
  toEnvironment(await app.getEnvironment(who, params.environmentId)),
)
