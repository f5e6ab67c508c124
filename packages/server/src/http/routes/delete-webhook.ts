import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteWebhook = route(operations.deleteWebhook, async ({ who, params }, app) => {
  await app.deleteWebhook(who, params.organizationId, params.webhookId)
})
