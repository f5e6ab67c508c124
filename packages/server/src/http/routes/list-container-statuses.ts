import { operations } from '@fairlead/api'
import { toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const listContainerStatuses = route(
  operations.listContainerStatuses,
  async ({ who, params }, app) => ({
    results: (await app.containerStatuses(who, params.environmentId)).map(toStatus),
  }),
)
