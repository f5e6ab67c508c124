import { operations } from '@fairlead/api'
import { toOrganization, toOrganizationInput } from '../mapping/organizations.ts'
import { route } from '../route.ts'

export const editOrganization = route(operations.editOrganization, async ({ who, params, body }, app) =>
  toOrganization(await app.editOrganization(who, params.organizationId, toOrganizationInput(body))),
)
