import { operations } from '@fairlead/api'
import { toWebhook } from '../mapping/webhooks.ts'
import { route } from '../route.ts'

export const getWebhook = route(operations.getWebhook, async ({ who, params }, app) =>
  toWebhook(await app.getWebhook(who, params.organizationId, params.webhookId)),
)
