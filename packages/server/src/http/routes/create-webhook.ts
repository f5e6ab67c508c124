import { operations } from '@fairlead/api'
import { toWebhook, toWebhookInput } from '../mapping/webhooks.ts'
import { route } from '../route.ts'

export const createWebhook = route(operations.createWebhook, async ({ who, params, body }, app) =>
  toWebhook(await app.createWebhook(who, params.organizationId, toWebhookInput(body))),
)
