import { operations } from '@fairlead/api'
import { toImage } from '../mapping/images.ts'
import { route } from '../route.ts'

export const listRegistryImages = route(
  operations.listRegistryImages,
  async ({ who, params, query, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    if (query.imageName === undefined) {
      const images = await app.listImages(
        who,
        organizationId,
        containerRegistryId,
        query.search ?? '',
        signal,
      )
      return { results: images.map(toImage) }
    }
    const versions = await app.listTags(who, organizationId, containerRegistryId, query.imageName, signal)
    return { results: [{ image_name: query.imageName, versions: [...versions] }] }
  },
)
