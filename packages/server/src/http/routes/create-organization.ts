import { operations } from '@fairlead/api'
import { toOrganization, toOrganizationInput } from '../mapping/organizations.ts'
import { route } from '../route.ts'

export const createOrganization = route(operations.createOrganization, async ({ who, body }, app) =>
  toOrganization(await app.createOrganization(who, toOrganizationInput(body))),
)
