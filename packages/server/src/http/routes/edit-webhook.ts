import { operations } from '@fairlead/api'
import { toWebhook, toWebhookInput } from '../mapping/webhooks.ts'
import { route } from '../route.ts'

export const editWebhook = route(operations.editWebhook, async ({ who, params, body }, app) =>
  toWebhook(await app.editWebhook(who, params.organizationId, params.webhookId, toWebhookInput(body))),
)
