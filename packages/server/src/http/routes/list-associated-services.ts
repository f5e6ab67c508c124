import { operations, snakeKeys } from '@fairlead/api'
import { route } from '../route.ts'

export const listAssociatedServices = route(
  operations.listAssociatedServices,
  async ({ who, params }, app) => {
    const services = await app.associatedServices(who, params.organizationId, params.containerRegistryId)
    return { results: services.map((each) => ({ ...snakeKeys(each), service_type: 'CONTAINER' as const })) }
  },
)
