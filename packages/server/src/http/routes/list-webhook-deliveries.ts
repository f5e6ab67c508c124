import { operations } from '@fairlead/api'
import { toPage } from '../mapping/page.ts'
import { toDelivery } from '../mapping/webhooks.ts'
import { route } from '../route.ts'

export const listWebhookDeliveries = route(
  operations.listWebhookDeliveries,
  async ({ who, params, query }, app) => {
    const page = toPage(query.page, query.page_size)
    const deliveries = await app.listWebhookDeliveries(who, params.organizationId, params.webhookId, page)
    return { page: page.page, page_size: page.pageSize, results: deliveries.map(toDelivery) }
  },
)
