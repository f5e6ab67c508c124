import { operations } from '@fairlead/api'
import { toStatus } from '../mapping/statuses.ts'
import { route } from '../route.ts'

export const listRegistryContainerStatus = route(
  operations.listRegistryContainerStatus,
  async ({ who, params }, app) => {
    const services = await app.associatedServices(who, params.organizationId, params.containerRegistryId)
    const statuses = await Promise.all(services.map(({ serviceId }) => app.containerStatus(who, serviceId)))
    return { results: statuses.map(toStatus) }
  },
)
