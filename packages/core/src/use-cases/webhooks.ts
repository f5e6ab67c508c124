import type { Principal } from '../domain/identity.ts'
import type { EnvironmentMode } from '../domain/organization.ts'
import type { Webhook, WebhookDelivery, WebhookEvent, WebhookKind } from '../domain/webhook.ts'
import { AppError } from '../errors.ts'
import type { Page, Repositories } from '../ports/store.ts'
import type { WebhookAnswer } from '../ports/webhook-sender.ts'
import type { Secret } from '../values/secret.ts'
import { maySee, theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { webhookMessage, webhookSealContext } from './webhook-message.ts'

export interface WebhookInput {
  readonly kind: WebhookKind
  /** http or https, without user name and password. */
  readonly targetUrl: string
  /** Key of the signature: a new one, null for none, undefined for the one that is stored. */
  readonly secret: Secret | null | undefined
  readonly description: string
  readonly events: readonly WebhookEvent[]
  readonly enabled: boolean
  readonly projectNames: readonly string[]
  readonly environmentTypes: readonly EnvironmentMode[]
}

/** The webhook of that organization. Throws `webhook.not_found`. */
async function theWebhook(
  store: Pick<Repositories, 'webhooks'>,
  who: Principal,
  organizationId: string,
  id: string,
): Promise<Webhook> {
  const webhook = await store.webhooks.get(id)
  if (webhook?.organizationId === organizationId && maySee(who, organizationId)) return webhook
  throw new AppError('webhook.not_found', `There is no webhook ${id}, or this token may not see it.`)
}

export const listWebhooks =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string): Promise<readonly Webhook[]> => {
    await theOrganization(ports.store, who, organizationId)
    return ports.store.webhooks.listOf(organizationId)
  }

export const getWebhook =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string): Promise<Webhook> =>
    theWebhook(ports.store, who, organizationId, id)

export const createWebhook =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string, input: WebhookInput): Promise<Webhook> => {
    await theOrganization(ports.store, who, organizationId)
    const now = timestamp(ports)
    const { secret, ...settings } = input
    const id = ports.newId()
    const sealedSecret = secret ? ports.vault.seal(secret, webhookSealContext(id)) : null
    const webhook: Webhook = { ...settings, id, organizationId, sealedSecret, createdAt: now, updatedAt: now }
    await ports.store.transaction(async (tx) => {
      await tx.webhooks.insert(webhook)
      await audit(ports, tx, who, entry('CREATE', webhook))
    })
    return webhook
  }

export const editWebhook =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string, input: WebhookInput): Promise<Webhook> =>
    ports.store.transaction(async (tx) => {
      const stored = await theWebhook(tx, who, organizationId, id)
      const { secret, ...settings } = input
      const sealedSecret =
        secret === undefined
          ? stored.sealedSecret
          : secret && ports.vault.seal(secret, webhookSealContext(id))
      const edited: Webhook = { ...stored, ...settings, sealedSecret, updatedAt: timestamp(ports) }
      await tx.webhooks.save(edited)
      await audit(ports, tx, who, entry('UPDATE', edited))
      return edited
    })

/** Its messages go with it, sent or not. */
export const deleteWebhook =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const webhook = await theWebhook(tx, who, organizationId, id)
      await tx.webhooks.delete(id)
      await audit(ports, tx, who, entry('DELETE', webhook))
    })

/** Sends a message that says only that it is one, also to a webhook that is switched off. Nothing of it is kept. */
export const testWebhook =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string, id: string, signal: AbortSignal): Promise<WebhookAnswer> => {
    const webhook = await theWebhook(ports.store, who, organizationId, id)
    const messageId = ports.newId()
    const at = timestamp(ports)
    const payload = {
      id: messageId,
      event: 'PING',
      event_id: null,
      organization_id: organizationId,
      at,
      data: { message: 'This is a test message of Fairlead.' },
    }
    const message = webhookMessage(ports.vault, webhook, { id: messageId, event: 'PING', payload }, at)
    return ports.webhookSender.send(message, signal)
  }

/** Newest first. */
export const listWebhookDeliveries =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    page: Page,
  ): Promise<readonly WebhookDelivery[]> => {
    await theWebhook(ports.store, who, organizationId, id)
    return ports.store.webhookDeliveries.listOf(id, page)
  }

/** Sends a message anew that was delivered or given up; one that waits is left waiting. Throws `delivery.not_found`. */
export const redeliver =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    webhookId: string,
    deliveryId: string,
  ): Promise<WebhookDelivery> => {
    await theWebhook(ports.store, who, organizationId, webhookId)
    const found = async (): Promise<WebhookDelivery> => {
      const delivery = await ports.store.webhookDeliveries.get(deliveryId)
      if (delivery?.webhookId === webhookId) return delivery
      throw new AppError('delivery.not_found', `There is no delivery ${deliveryId} of this webhook.`)
    }
    const { id } = await found()
    await ports.store.webhookDeliveries.requeue(id, ports.clock.now())
    return found()
  }

// By its description or its host: the path of an address may be a secret, as Slack's is.
const entry = (action: string, { id, organizationId, description, targetUrl }: Webhook) => ({
  organizationId,
  action,
  targetType: 'WEBHOOK',
  targetId: id,
  targetName: description || new URL(targetUrl).host,
})
