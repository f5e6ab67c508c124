import { operations, snakeKeys } from '@fairlead/api'
import { toVerifyRequest } from '../mapping/registries.ts'
import { route } from '../route.ts'
import { watchedRun } from '../watched-run.ts'

export const verifyRegistry = route(
  operations.verifyRegistry,
  async ({ who, params, body, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    const request = toVerifyRequest(body)
    return snakeKeys(await app.verifyRegistry(who, organizationId, containerRegistryId, request, signal))
  },
  ({ who, params, body, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    return watchedRun(
      'verification',
      (watch) =>
        app.verifyRegistry(who, organizationId, containerRegistryId, toVerifyRequest(body, watch), signal),
      snakeKeys,
    )
  },
)
