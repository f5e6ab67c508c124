import { operations } from '@fairlead/api'
import { toEnvironmentStatus, toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const getEnvironmentStatuses = route(
  operations.getEnvironmentStatuses,
  async ({ who, params }, app) => {
    const statuses = await app.containerStatuses(who, params.environmentId)
    return {
      environment: toEnvironmentStatus(params.environmentId, statuses),
      containers: statuses.map(toStatus),
      applications: [],
      jobs: [],
      databases: [],
      helms: [],
      terraforms: [],
    }
  },
)
