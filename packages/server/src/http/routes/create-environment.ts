import { operations } from '@fairlead/api'
import { toEnvironment } from '../mapping/environments.ts'
import { route } from '../route.ts'

export const createEnvironment = route(operations.createEnvironment, async ({ who, params, body }, app) => {
  const { name, mode, cluster } = body
  const input = { name, mode: mode ?? 'DEVELOPMENT', clusterId: cluster ?? undefined }
  return toEnvironment(await app.createEnvironment(who, params.projectId, input))
})
