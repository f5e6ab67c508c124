import { operations } from '@fairlead/api'
import { toRegistry } from '../mapping/registries.ts'
import { route } from '../route.ts'

export const listRegistries = route(operations.listRegistries, async ({ who, params }, app) => {
  const registries = await app.listRegistries(who, params.organizationId)
  return {
    results: registries.map(({ registry, servicesCount, nextVerificationAt }) =>
      toRegistry(registry, servicesCount, nextVerificationAt),
    ),
  }
})
