import { operations } from '@fairlead/api'
import { toApiToken } from '../mapping/access.ts'
import { route } from '../route.ts'

export const createApiToken = route(operations.createApiToken, async ({ who, params, body }, app) => {
  const expiresAt = body.expires_at ? new Date(body.expires_at).toISOString() : null
  const input = { name: body.name, role: body.role, expiresAt }
  const { apiToken, token } = await app.createApiToken(who, params.organizationId, input)
  return { ...toApiToken(apiToken), token: token.reveal() }
})
