import { operations } from '@fairlead/api'
import { toWebhookTest } from '../mapping/webhooks.ts'
import { route } from '../route.ts'

export const testWebhook = route(operations.testWebhook, async ({ who, params, signal }, app) =>
  toWebhookTest(await app.testWebhook(who, params.organizationId, params.webhookId, signal)),
)
