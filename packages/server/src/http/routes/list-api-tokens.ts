import { operations } from '@fairlead/api'
import { toApiToken } from '../mapping/access.ts'
import { route } from '../route.ts'

export const listApiTokens = route(operations.listApiTokens, async ({ who, params }, app) => ({
  results: (await app.listApiTokens(who, params.organizationId)).map(toApiToken),
}))
