import { operations } from '@fairlead/api'
import { toEnvironmentStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const deployAllServices = route(operations.deployAllServices, async ({ who, params, body }, app) => {
  const services = body.containers.map(({ id, image_tag }) => ({
    containerId: id,
    tag: image_tag ?? undefined,
  }))
  await app.requestDeployments(who, params.environmentId, services)
  return toEnvironmentStatus(params.environmentId, await app.containerStatuses(who, params.environmentId))
})
