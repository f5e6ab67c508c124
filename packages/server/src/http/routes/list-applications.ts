import { operations } from '@fairlead/api'
import { toApplication } from '../mapping/applications.ts'
import { route } from '../route.ts'

export const listApplications = route(operations.listApplications, async ({ who, params }, app) => {
  const [applications, registries] = await Promise.all([
    app.listApplications(who, params.organizationId),
    app.listRegistries(who, params.organizationId),
  ])
  const byId = new Map(registries.map(({ registry }) => [registry.id, registry]))
  return {
    results: applications.map((each) => toApplication(each, byId.get(each.status.container.spec.registryId))),
  }
})
