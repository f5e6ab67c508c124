import type { Webhook, WebhookDelivery, WebhookEvent } from '../domain/webhook.ts'
import type { Vault } from '../ports/vault.ts'
import type { WebhookMessage } from '../ports/webhook-sender.ts'
import { slackText } from './slack-text.ts'

export const webhookSealContext = (webhookId: string): string => `webhook:${webhookId}`

/** What one message is made of; `PING` is the test's. */
export type Told = Pick<WebhookDelivery, 'id' | 'payload'> & { readonly event: WebhookEvent | 'PING' }

/**
 * The request that tells a webhook of an event. `sentAt` is in the body, and so under the signature: a receiver tells by
 * it an old message that somebody sends again. Throws `secret.unreadable`.
 */
export function webhookMessage(vault: Vault, webhook: Webhook, told: Told, sentAt: string): WebhookMessage {
  const headers = {
    'x-fairlead-event': told.event,
    'x-fairlead-delivery': told.id,
    'x-fairlead-timestamp': sentAt,
  }
  const { targetUrl: url, sealedSecret } = webhook
  // Slack checks no signature and refuses fields that it does not know.
  if (webhook.kind === 'SLACK') {
    return { url, headers, body: JSON.stringify({ text: slackText(told) }) }
  }
  const body = JSON.stringify({ ...told.payload, sent_at: sentAt })
  return sealedSecret === null
    ? { url, headers, body }
    : { url, headers, body, signingKey: vault.open(sealedSecret, webhookSealContext(webhook.id)) }
}
