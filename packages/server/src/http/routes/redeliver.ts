import { operations } from '@fairlead/api'
import { toDelivery } from '../mapping/webhooks.ts'
import { route } from '../route.ts'

export const redeliver = route(operations.redeliver, async ({ who, params }, app) =>
  toDelivery(await app.redeliver(who, params.organizationId, params.webhookId, params.deliveryId)),
)
