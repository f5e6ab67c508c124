import { operations } from '@fairlead/api'
import { toRotation } from '../mapping/registries.ts'
import { route } from '../route.ts'
import { watchedRun } from '../watched-run.ts'
import { readRegistry } from './edit-registry.ts'

export const rotateRegistry = route(
  operations.rotateRegistry,
  async ({ who, params, body, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    await app.rotateRegistry(who, organizationId, containerRegistryId, toRotation(body), signal)
    return readRegistry(app, who, organizationId, containerRegistryId)
  },
  ({ who, params, body, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    return watchedRun(
      'saved',
      async (watch) => {
        await app.rotateRegistry(who, organizationId, containerRegistryId, toRotation(body, watch), signal)
        return readRegistry(app, who, organizationId, containerRegistryId)
      },
      (registry) => registry,
    )
  },
)
