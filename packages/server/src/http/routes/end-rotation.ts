import { operations } from '@fairlead/api'
import { route } from '../route.ts'
import { readRegistry } from './edit-registry.ts'

export const endRotation = route(operations.endRotation, async ({ who, params }, app) => {
  const { organizationId, containerRegistryId } = params
  await app.endRotation(who, organizationId, containerRegistryId)
  return readRegistry(app, who, organizationId, containerRegistryId)
})
