import { operations } from '@fairlead/api'
import { parsePlatform } from '@fairlead/core'
import { toImageDetails } from '../mapping/images.ts'
import { route } from '../route.ts'

export const inspectImage = route(operations.inspectImage, async ({ who, params, query, signal }, app) => {
  const { organizationId, containerRegistryId } = params
  const platform = query.platform === undefined ? undefined : parsePlatform(query.platform)
  const image = {
    repository: query.image_name,
    reference: query.reference,
    ...(platform ? { platform } : {}),
  }
  const details = await app.inspectImage(who, organizationId, containerRegistryId, image, signal)
  return toImageDetails(query.image_name, details)
})
