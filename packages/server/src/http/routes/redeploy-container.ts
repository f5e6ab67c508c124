import { operations } from '@fairlead/api'
import { toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const redeployContainer = route(operations.redeployContainer, async ({ who, params }, app) => {
  await app.requestDeployment(who, params.containerId, { origin: 'redeploy' })
  return toStatus(await app.containerStatus(who, params.containerId))
})
