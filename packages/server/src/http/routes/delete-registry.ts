import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteRegistry = route(operations.deleteRegistry, async ({ who, params, query }, app) => {
  const options = { force: query.force === 'true' }
  await app.deleteRegistry(who, params.organizationId, params.containerRegistryId, options)
})
