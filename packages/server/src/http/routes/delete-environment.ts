import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteEnvironment = route(operations.deleteEnvironment, async ({ who, params }, app) => {
  await app.deleteEnvironment(who, params.environmentId)
})
