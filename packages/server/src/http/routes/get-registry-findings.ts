import { operations, snakeKeys } from '@fairlead/api'
import { route } from '../route.ts'

export const getRegistryFindings = route(operations.getRegistryFindings, async ({ who, params }, app) => {
  const { registry } = await app.getRegistry(who, params.organizationId, params.containerRegistryId)
  return { verification: registry.verification && snakeKeys(registry.verification) }
})
