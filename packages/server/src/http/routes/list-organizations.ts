import { operations } from '@fairlead/api'
import { toOrganization } from '../mapping/organizations.ts'
import { route } from '../route.ts'

export const listOrganizations = route(operations.listOrganizations, async ({ who }, app) => ({
  results: (await app.listOrganizations(who)).map(toOrganization),
}))
