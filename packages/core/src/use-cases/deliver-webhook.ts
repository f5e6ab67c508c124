import type { WebhookDelivery } from '../domain/webhook.ts'
import { AppError, isAppError } from '../errors.ts'
import type { WebhookAnswer } from '../ports/webhook-sender.ts'
import type { AppPorts } from './ports.ts'
import { timestamp } from './ports.ts'
import { webhookMessage } from './webhook-message.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Pauses after each attempt that failed: after the last of them, about a day after the first, it is given up. */
const RETRY_PAUSES_MS: readonly number[] = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  45 * MINUTE_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  9 * HOUR_MS,
]

/** https://www.rfc-editor.org/rfc/rfc9110#section-15.5.11 */
const GONE = 410

const KEPT_MS = 30 * 24 * HOUR_MS

/**
 * Makes one attempt at a delivery that `owner` leased, and stores what came of it. When the signal fires, other than
 * with `operation.timeout`, the delivery waits as before and `operation.canceled` is thrown.
 */
export const deliverWebhook =
  (ports: AppPorts) =>
  async (delivery: WebhookDelivery, owner: string, signal: AbortSignal): Promise<WebhookDelivery> => {
    let answer: WebhookAnswer
    try {
      answer = await attempt(ports, delivery, signal)
    } catch (error) {
      if (signal.aborted && !isAppError(signal.reason, 'operation.timeout')) {
        await ports.store.webhookDeliveries.settle(delivery, owner)
        throw new AppError('operation.canceled', 'The server stops; the message is sent later.', {
          cause: error,
        })
      }
      if (isAppError(error, 'database.unavailable')) throw error
      if (!isAppError(error)) ports.report(error, { deliveryId: delivery.id })
      answer = { fault: isAppError(error) ? error.message : 'Fairlead itself failed; its log says why.' }
    }
    const settled = concluded(delivery, answer, ports.clock.now())
    await ports.store.webhookDeliveries.settle(settled, owner)
    return settled
  }

async function attempt(
  ports: AppPorts,
  delivery: WebhookDelivery,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const webhook = await ports.store.webhooks.get(delivery.webhookId)
  if (!webhook) return { fault: 'the webhook was deleted' }
  // Switched off since: what happened before waits no longer than the retries do.
  if (!webhook.enabled) return { fault: 'the webhook is switched off' }
  return ports.webhookSender.send(webhookMessage(ports.vault, webhook, delivery, timestamp(ports)), signal)
}

function concluded(delivery: WebhookDelivery, answer: WebhookAnswer, now: Date): WebhookDelivery {
  const attempts = delivery.attempts + 1
  const lastAnswer = 'status' in answer ? String(answer.status) : answer.fault
  const tried = { ...delivery, attempts, lastAnswer, dueAt: now.toISOString() }
  if ('status' in answer && answer.status >= 200 && answer.status < 300) {
    return { ...tried, state: 'delivered' }
  }
  const pauseMs = RETRY_PAUSES_MS[attempts - 1]
  const isGone = 'status' in answer && answer.status === GONE
  if (pauseMs === undefined || isGone) return { ...tried, state: 'given-up' }
  return { ...tried, dueAt: new Date(now.getTime() + pauseMs).toISOString() }
}

/** Forgets finished deliveries of more than 30 days ago. Returns how many. */
export const forgetOldDeliveries = (ports: AppPorts) => (): Promise<number> =>
  ports.store.webhookDeliveries.forgetBefore(new Date(ports.clock.now().getTime() - KEPT_MS))
