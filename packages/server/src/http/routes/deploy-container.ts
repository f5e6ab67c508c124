import { operations } from '@fairlead/api'
import { toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const deployContainer = route(operations.deployContainer, async ({ who, params, body }, app) => {
  await app.requestDeployment(who, params.containerId, {
    origin: 'deploy',
    tag: body?.image_tag ?? undefined,
  })
  return toStatus(await app.containerStatus(who, params.containerId))
})
