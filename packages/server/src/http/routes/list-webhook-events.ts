import { operations } from '@fairlead/api'
import { toPage } from '../mapping/page.ts'
import { toWebhookEvent } from '../mapping/webhooks.ts'
import { route } from '../route.ts'

export const listWebhookEvents = route(operations.listWebhookEvents, async ({ who, params }, app) => {
  const { organizationId, webhookId } = params
  const webhook = await app.getWebhook(who, organizationId, webhookId)
  const page = toPage('0', '100')
  const deliveries = await app.listWebhookDeliveries(who, organizationId, webhookId, page)
  const sent = deliveries.filter(({ attempts }) => attempts > 0)
  return { results: sent.map((delivery) => toWebhookEvent(webhook, delivery)) }
})
