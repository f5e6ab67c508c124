import { operations } from '@fairlead/api'
import { toEnvironment } from '../mapping/environments.ts'
import { route } from '../route.ts'

export const editEnvironment = route(operations.editEnvironment, async ({ who, params, body }, app) => {
  const input = { name: body.name ?? undefined, mode: body.mode ?? undefined }
  return toEnvironment(await app.editEnvironment(who, params.environmentId, input))
})
