import { setTimeout as delay } from 'node:timers/promises'
import type { App, Clock, EventSignal, WebhookDeliveries, WebhookDelivery } from '@fairlead/core'
import type { Log } from '../log.ts'
import { startLeaseLoop } from './lease-loop.ts'
import { sweep } from './sweep.ts'

export interface WebhookJobOptions {
  readonly app: Pick<App, 'deliverWebhook' | 'forgetOldDeliveries'>
  readonly deliveries: Pick<WebhookDeliveries, 'take'>
  readonly eventSignal: EventSignal
  readonly clock: Clock
  readonly log: Log
  readonly owner: string
  /** Messages that are sent at once by this process, each to another webhook; 8 if not given. */
  readonly concurrency?: number
  /** How long the messages of a killed server wait for another, in milliseconds; 60,000 if not given. */
  readonly leaseMs?: number
  /** 2,000 if not given. */
  readonly pollMs?: number
}

export interface WebhookJob {
  stop(options: { readonly graceMs: number }): Promise<void>
}

const SAFE_PART = 0.8
const FORGET_EVERY_MS = 3_600_000
const WAKE_AT_MOST_EVERY_MS = 100

/** Sends the messages that wait: of each webhook one at a time, the oldest first. An event wakes it. */
export function startWebhookDelivery(options: WebhookJobOptions): WebhookJob {
  const { app, deliveries, eventSignal, clock, log, owner } = options
  const { concurrency = 8, leaseMs = 60_000, pollMs = 2_000 } = options
  const loop = startLeaseLoop<WebhookDelivery>({
    what: 'send a message to a webhook',
    log,
    concurrency,
    pollMs,
    workLimitMs: leaseMs * SAFE_PART,
    take(limit) {
      const now = clock.now()
      return deliveries.take(owner, now, new Date(now.getTime() + leaseMs), limit)
    },
    async work(delivery, signal) {
      const { id, webhookId, event, state, lastAnswer } = await app.deliverWebhook(delivery, owner, signal)
      const facts = { deliveryId: id, webhookId, event, answer: lastAnswer }
      if (state === 'given-up') log.warn(facts, 'A message to a webhook was given up.')
      else log.debug(facts, state === 'delivered' ? 'delivered' : 'not delivered; it is sent again')
    },
  })

  const ending = new AbortController()
  const waking = (async () => {
    while (!ending.signal.aborted) {
      await eventSignal.next(ending.signal)
      loop.wake()
      // A deployment's log is many events: one look a while is enough for all of them.
      await delay(WAKE_AT_MOST_EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  })()
  const forgetting = sweep(
    async () => void (await app.forgetOldDeliveries()),
    FORGET_EVERY_MS,
    (error) => log.warn({ error: (error as Error).message }, 'Could not forget old messages.'),
    ending.signal,
  )

  return {
    async stop({ graceMs }) {
      ending.abort()
      await Promise.all([waking, forgetting, loop.stop({ graceMs })])
    },
  }
}
