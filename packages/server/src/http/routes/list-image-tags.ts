import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const listImageTags = route(operations.listImageTags, async ({ who, params, query, signal }, app) => {
  const { organizationId, containerRegistryId } = params
  const tags = await app.listTags(who, organizationId, containerRegistryId, query.image_name, signal)
  return { image_name: query.image_name, tags: [...tags] }
})
