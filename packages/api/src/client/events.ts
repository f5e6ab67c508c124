import { camelKeys } from '../casing.ts'
import { readEvents } from '../operations/access.ts'
import type { events as eventSchemas } from '../wire/event.ts'
import { ApiError } from './api-error.ts'
import type { Event, Signalled } from './shapes.ts'
import type { SseMessage } from './sse.ts'
import type { Transport } from './transport.ts'
import type { Wait } from './wait.ts'

export interface EventsOptions extends Signalled {
  /** Id of the last event seen; 0 for all that are kept; absent: from now on. */
  readonly after?: number | undefined
  /** Called each time the server has accepted the stream: what happens from then on is not missed. */
  onOpen?(): void
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
/** Answers that another try may change. */
const PASSING = new Set([0, 408, 429, 500, 502, 503, 504])

const schemaOf = (message: SseMessage): (typeof eventSchemas)[keyof typeof eventSchemas] | undefined =>
  Object.hasOwn(readEvents.events, message.event)
    ? readEvents.events[message.event as keyof typeof readEvents.events]
    : undefined

/**
 * Follows the events of an organization, connecting again after a broken line from the last event on, so that none is
 * missed or repeated. Ends when the signal fires; throws ApiError for what another try does not change.
 */
export async function* followEvents(
  transport: Transport,
  wait: Wait,
  organizationId: string,
  options: EventsOptions,
): AsyncGenerator<Event> {
  const { signal } = options
  let last = options.after === undefined ? undefined : String(options.after)
  let pause = FIRST_WAIT_MS
  while (!signal?.aborted) {
    try {
      const headers = last === undefined ? {} : { 'last-event-id': last }
      const stream = await transport.open(readEvents, { params: { organizationId }, headers, signal })
      options.onOpen?.()
      for await (const message of stream) {
        if (message.event === 'error') throw transport.failure(message)
        pause = FIRST_WAIT_MS
        const schema = schemaOf(message)
        // A newer server has events that this client does not know.
        if (schema) yield camelKeys(transport.read(schema, message)) as Event
        last = message.id
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!(error instanceof ApiError) || !PASSING.has(error.status)) throw error
    }
    await wait(pause, signal)
    pause = Math.min(pause * 2, LONGEST_WAIT_MS)
  }
}
