import { operations } from '@fairlead/api'
import { toContainer } from '../mapping/containers.ts'
import { route } from '../route.ts'

export const listContainers = route(operations.listContainers, async ({ who, params }, app) => {
  const containers = await app.listContainers(who, params.environmentId)
  const [first] = containers
  const registries = first ? await app.listRegistries(who, first.organizationId) : []
  const byId = new Map(registries.map(({ registry }) => [registry.id, registry]))
  return {
    results: containers.map((container) => toContainer(container, byId.get(container.spec.registryId))),
  }
})
