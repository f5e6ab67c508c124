import { Readable } from 'node:stream'
import type { OperationSpec } from '@fairlead/api'
import type { ServerEvent } from './route.ts'

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
function frame(spec: OperationSpec, { event, data, id }: ServerEvent): string {
  const schema = spec.events?.[event]
  // JSON has no raw line breaks, so that one data line is enough.
  const text = JSON.stringify(schema ? schema.parse(data) : data)
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${text}\n\n`
}

const BEAT = Symbol('beat')
const ENDED = Symbol('ended')

function after(milliseconds: number): { readonly beat: Promise<typeof BEAT>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined
  const beat = new Promise<typeof BEAT>((resolve) => {
    timer = setTimeout(() => resolve(BEAT), milliseconds)
  })
  return { beat, cancel: () => clearTimeout(timer) }
}

const endOf = (signal: AbortSignal): Promise<typeof ENDED> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(ENDED)
    else signal.addEventListener('abort', () => resolve(ENDED), { once: true })
  })

interface StreamOptions {
  readonly spec: OperationSpec
  readonly heartbeatMs: number
  /** Fires when the stream is to end. */
  readonly signal: AbortSignal
  /** The event that tells of a failure after the stream has begun. */
  failure(error: unknown): ServerEvent
}

/**
 * A `text/event-stream` body: a comment at once, so that the caller knows that it is accepted; the events; a comment
 * whenever nothing else was sent for a while.
 *
 * Written here and not by @fastify/sse: that one waits for `drain` on a connection that may be gone, and then never ends.
 */
export const eventStream = (events: AsyncIterable<ServerEvent>, options: StreamOptions): Readable =>
  Readable.from(frames(events, options), { objectMode: false })

async function* frames(events: AsyncIterable<ServerEvent>, options: StreamOptions): AsyncGenerator<string> {
  const { spec, heartbeatMs, signal, failure } = options
  yield ': connected\n\n'
  const ended = endOf(signal)
  const source = events[Symbol.asyncIterator]()
  try {
    let next = source.next()
    while (!signal.aborted) {
      const { beat, cancel } = after(heartbeatMs)
      const got = await Promise.race([next, beat, ended]).finally(cancel)
      if (got === ENDED || (got !== BEAT && got.done)) return
      if (got === BEAT) {
        yield ': still here\n\n'
        continue
      }
      yield frame(spec, got.value)
      next = source.next()
      // It is looked at in the next round, unless the stream has ended by then.
      next.catch(() => undefined)
    }
  } catch (error) {
    if (!signal.aborted) yield frame(spec, failure(error))
  } finally {
    // Not waited for: a source that is slow to end must not hold the connection.
    source.return?.()?.catch(() => undefined)
  }
}
