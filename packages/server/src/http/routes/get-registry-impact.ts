import { operations } from '@fairlead/api'
import { toImpact } from '../mapping/registries.ts'
import { route } from '../route.ts'

export const getRegistryImpact = route(
  operations.getRegistryImpact,
  async ({ who, params, query, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    const options = { probe: query.probe === 'true' }
    return toImpact(await app.registryImpact(who, organizationId, containerRegistryId, options, signal))
  },
)
