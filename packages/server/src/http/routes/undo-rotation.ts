import { operations } from '@fairlead/api'
import { route } from '../route.ts'
import { readRegistry } from './edit-registry.ts'

export const undoRotation = route(operations.undoRotation, async ({ who, params }, app) => {
  const { organizationId, containerRegistryId } = params
  await app.undoRotation(who, organizationId, containerRegistryId)
  return readRegistry(app, who, organizationId, containerRegistryId)
})
