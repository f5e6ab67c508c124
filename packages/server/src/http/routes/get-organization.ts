import { operations } from '@fairlead/api'
import { toOrganization } from '../mapping/organizations.ts'
import { route } from '../route.ts'

export const getOrganization = route(operations.getOrganization, async ({ who, params }, app) =>
  toOrganization(await app.getOrganization(who, params.organizationId)),
)
