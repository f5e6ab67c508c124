import type { EventSignal } from '@fairlead/core'
import { Client, type PoolConfig } from 'pg'
import type { Log } from '../log.ts'
import { EVENT_CHANNEL } from './events.ts'

/** Wakes readers even when notifications do not come through, in milliseconds. */
const POLL_MS = 2_000
const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000

export interface OpenedEventSignal {
  readonly eventSignal: EventSignal
  close(): Promise<void>
}

/**
 * Wakes readers by PostgreSQL's LISTEN on a connection of its own, which is opened again whenever it breaks; without it
 * (a pooler that does not pass notifications, a database that restarts) every `pollMs`.
 * https://www.postgresql.org/docs/15/sql-notify.html
 */
export function openEventSignal(
  connection: PoolConfig,
  log: Log,
  pollMs: number = POLL_MS,
): OpenedEventSignal {
  const waiting = new Set<() => void>()
  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake()
  }

  let closed = false
  let client: Client | undefined
  let retry: NodeJS.Timeout | undefined
  let failures = 0

  const lost = (from: Client, error?: Error): void => {
    if (client !== from) return
    client = undefined
    // A broken client may still hold its socket.
    from.end().catch(() => undefined)
    if (closed) return
    if (failures === 0)
      log.warn(
        { error: error?.message },
        'Notifications of the database stopped; reading every while until they are back.',
      )
    retry = setTimeout(listen, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures))
    failures += 1
  }

  function listen(): void {
    const next = new Client({
      application_name: 'fairlead-events',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      ...connection,
    })
    client = next
    next.on('error', (error) => lost(next, error))
    next.on('end', () => lost(next))
    next.on('notification', wakeAll)
    next
      .connect()
      .then(() => next.query(`listen ${EVENT_CHANNEL}`))
      .then(() => {
        failures = 0
        // What was appended while nobody listened.
        wakeAll()
      })
      .catch((error: Error) => lost(next, error))
  }
  listen()

  return {
    eventSignal: {
      next: (signal) =>
        new Promise<void>((resolve) => {
          if (signal.aborted) return resolve()
          const wake = (): void => {
            clearTimeout(timer)
            waiting.delete(wake)
            signal.removeEventListener('abort', wake)
            resolve()
          }
          const timer = setTimeout(wake, pollMs)
          waiting.add(wake)
          signal.addEventListener('abort', wake, { once: true })
        }),
    },
    async close() {
      closed = true
      clearTimeout(retry)
      const last = client
      client = undefined
      await last?.end().catch(() => undefined)
      wakeAll()
    },
  }
}
