import { operations } from '@fairlead/api'
import { AppError } from '@fairlead/core'
import { toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const deployImage = route(operations.deployImage, async ({ who, params, body }, app) => {
  const image = { imageName: body.image_name, tag: body.tag }
  const [first] = await app.deployImage(who, params.organizationId, image)
  if (!first) throw new AppError('container.not_found', 'No container of this organization runs that image.')
  return toStatus(await app.containerStatus(who, first.containerId))
})
