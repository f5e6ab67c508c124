import { operations } from '@fairlead/api'
import { toWebhook } from '../mapping/webhooks.ts'
import { route } from '../route.ts'

export const listWebhooks = route(operations.listWebhooks, async ({ who, params }, app) => ({
  results: (await app.listWebhooks(who, params.organizationId)).map(toWebhook),
}))
