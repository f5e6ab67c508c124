import { camelKeys } from '../casing.ts'
import * as operations from '../operations/webhooks.ts'
import type * as wire from '../wire/types.ts'
import type { Paged, Signalled, WebhookDelivery } from './shapes.ts'
import type { Transport } from './transport.ts'

/** A message keeps its own names: they are what the receiver reads. */
const toDelivery = ({ payload, ...delivery }: wire.WebhookDeliveryAnswer): WebhookDelivery => ({
  ...camelKeys(delivery),
  payload,
})

export const webhookCalls = (transport: Transport) => ({
  list: async (organizationId: string, { signal }: Signalled = {}): Promise<readonly wire.Webhook[]> =>
    (await transport.call(operations.listWebhooks, { params: { organizationId }, signal })).results,

  get: (organizationId: string, webhookId: string, { signal }: Signalled = {}): Promise<wire.Webhook> =>
    transport.call(operations.getWebhook, { params: { organizationId, webhookId }, signal }),

  create: (
    organizationId: string,
    body: wire.WebhookRequest,
    { signal }: Signalled = {},
  ): Promise<wire.Webhook> =>
    transport.call(operations.createWebhook, { params: { organizationId }, body, signal }),

  /** The secret stays if it is left out; an empty one removes it. */
  edit: (
    organizationId: string,
    webhookId: string,
    body: wire.WebhookRequest,
    { signal }: Signalled = {},
  ): Promise<wire.Webhook> =>
    transport.call(operations.editWebhook, { params: { organizationId, webhookId }, body, signal }),

  remove: async (organizationId: string, webhookId: string, { signal }: Signalled = {}): Promise<void> => {
    await transport.call(operations.deleteWebhook, { params: { organizationId, webhookId }, signal })
  },

  /** Sends a test message and tells what came back. */
  test: (organizationId: string, webhookId: string, { signal }: Signalled = {}): Promise<wire.WebhookTest> =>
    transport.call(operations.testWebhook, { params: { organizationId, webhookId }, signal }),

  /** Newest first. */
  deliveries: async (
    organizationId: string,
    webhookId: string,
    { page, pageSize, signal }: Paged = {},
  ): Promise<readonly WebhookDelivery[]> => {
    const query = { page, page_size: pageSize }
    const call = { params: { organizationId, webhookId }, query, signal }
    return (await transport.call(operations.listWebhookDeliveries, call)).results.map(toDelivery)
  },

  /** Sends a message again that was delivered or given up. */
  redeliver: async (
    organizationId: string,
    webhookId: string,
    deliveryId: string,
    { signal }: Signalled = {},
  ): Promise<WebhookDelivery> => {
    const params = { organizationId, webhookId, deliveryId }
    return toDelivery(await transport.call(operations.redeliver, { params, signal }))
  },
})
