import { operations } from '@fairlead/api'
import { toEnvironmentStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const cancelEnvironmentDeployment = route(
  operations.cancelEnvironmentDeployment,
  async ({ who, params }, app) => {
    const statuses = await app.containerStatuses(who, params.environmentId)
    for (const { container } of statuses) await app.cancelDeployments(who, container.id)
    return toEnvironmentStatus(params.environmentId, await app.containerStatuses(who, params.environmentId))
  },
)
