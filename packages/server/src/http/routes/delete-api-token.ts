import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteApiToken = route(operations.deleteApiToken, async ({ who, params }, app) => {
  await app.deleteApiToken(who, params.organizationId, params.apiTokenId)
})
