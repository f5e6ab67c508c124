import { operations } from '@fairlead/api'
import { toRegistry } from '../mapping/registries.ts'
import { route } from '../route.ts'

export const getRegistry = route(operations.getRegistry, async ({ who, params }, app) => {
  const { registry, servicesCount, nextVerificationAt } = await app.getRegistry(
    who,
    params.organizationId,
    params.containerRegistryId,
  )
  return toRegistry(registry, servicesCount, nextVerificationAt)
})
