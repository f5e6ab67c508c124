import { operations } from '@fairlead/api'
import type { App, Principal } from '@fairlead/core'
import { toRegistry, toRegistryEdit } from '../mapping/registries.ts'
import { route } from '../route.ts'
import { watchedRun } from '../watched-run.ts'

export const editRegistry = route(
  operations.editRegistry,
  async ({ who, params, query, body, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    const edit = toRegistryEdit(body, query.unverified)
    await app.editRegistry(who, organizationId, containerRegistryId, edit, signal)
    return readRegistry(app, who, organizationId, containerRegistryId)
  },
  ({ who, params, query, body, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    return watchedRun(
      'saved',
      async (watch) => {
        const edit = toRegistryEdit(body, query.unverified, watch)
        await app.editRegistry(who, organizationId, containerRegistryId, edit, signal)
        return readRegistry(app, who, organizationId, containerRegistryId)
      },
      (registry) => registry,
    )
  },
)

/** The connection as it is answered. */
export async function readRegistry(app: App, who: Principal, organizationId: string, id: string) {
  const { registry, servicesCount } = await app.getRegistry(who, organizationId, id)
  return toRegistry(registry, servicesCount)
}
