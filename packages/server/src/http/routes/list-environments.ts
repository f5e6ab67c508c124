import { operations } from '@fairlead/api'
import { toEnvironment } from '../mapping/environments.ts'
import { route } from '../route.ts'

export const listEnvironments = route(operations.listEnvironments, async ({ who, params }, app) => ({
  results: (await app.listEnvironments(who, params.projectId)).map(toEnvironment),
}))
