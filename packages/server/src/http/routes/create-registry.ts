import { operations } from '@fairlead/api'
import { toRegistry, toRegistryInput } from '../mapping/registries.ts'
import { route } from '../route.ts'
import { watchedRun } from '../watched-run.ts'

export const createRegistry = route(
  operations.createRegistry,
  async ({ who, params, query, body, signal }, app) =>
    toRegistry(
      await app.createRegistry(who, params.organizationId, toRegistryInput(body, query.unverified), signal),
      0,
    ),
  ({ who, params, query, body, signal }, app) =>
    watchedRun(
      'saved',
      (watch) =>
        app.createRegistry(
          who,
          params.organizationId,
          toRegistryInput(body, query.unverified, watch),
          signal,
        ),
      (registry) => toRegistry(registry, 0),
    ),
)
