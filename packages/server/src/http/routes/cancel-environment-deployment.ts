import { operations } from '@fairlead/api'
import { isActive } from '@fairlead/core'
import { toEnvironmentStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const cancelEnvironmentDeployment = route(
  operations.cancelEnvironmentDeployment,
  async ({ who, params }, app) => {
    const statuses = await app.containerStatuses(who, params.environmentId)
    for (const { latest } of statuses) {
      if (latest && isActive(latest.state)) await app.cancelDeployment(who, latest.id)
    }
    return toEnvironmentStatus(params.environmentId, await app.containerStatuses(who, params.environmentId))
  },
)
