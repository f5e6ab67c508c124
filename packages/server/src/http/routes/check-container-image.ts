import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const checkContainerImage = route(
  operations.checkContainerImage,
  async ({ who, params, body, signal }, app) => {
    const image = { registryId: body.registry_id, imageName: body.image_name, tag: body.tag }
    await app.checkContainerImage(who, params.environmentId, image, signal)
    return {}
  },
)
