import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteOrganization = route(operations.deleteOrganization, async ({ who, params }, app) => {
  await app.deleteOrganization(who, params.organizationId)
})
