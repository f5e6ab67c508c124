import { AppError, anySignal } from '@fairlead/core'
import { cancellation } from '../../cancellation.ts'
import type { Call } from './call.ts'
import { jsonLines } from './json-lines.ts'
import type { KubeObject, WatchEvent } from './objects.ts'
import { readRefusal, refused } from './refusal.ts'
import type { Transport } from './transport.ts'
import { unreachable } from './unreachable.ts'

const WATCH_SECONDS = 300

export interface WatchOptions {
  /**
   * Milliseconds without a word after which the watch ends, and without an answer after which the server is taken for
   * gone. A connection can be dead without a sign, and a bookmark comes about every minute only where something of the
   * kind has changed since the watch began; so a quiet watch is to be begun anew from where it was.
   */
  readonly quietMs: number
  /** The server has begun to tell. */
  readonly onOpen?: (() => void) | undefined
}

/** The events of a watch, for as long as the server tells of them. Throws as KubeApi.watch does. */
export async function* watchCall<T extends KubeObject>(
  { send, server }: Transport,
  { query, ...call }: Call,
  resourceVersion: string,
  signal: AbortSignal,
  { quietMs, onOpen }: WatchOptions,
): AsyncGenerator<WatchEvent<T>> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), quietMs)
  let isOpen = false
  const watching = {
    ...query,
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion,
    timeoutSeconds: String(WATCH_SECONDS),
  }
  try {
    const response = await send({ ...call, query: watching }, anySignal(signal, silence.signal))
    if (!response.body) return
    isOpen = true
    onOpen?.()
    timer.refresh()
    for await (const line of jsonLines(response.body)) {
      timer.refresh()
      const event = line as { type: string; object: unknown }
      if (event.type === 'ERROR')
        throw refused(call.asked, readRefusal(codeOf(event.object), JSON.stringify(event.object)))
      yield line as WatchEvent<T>
    }
  } catch (error) {
    if (signal.aborted) throw cancellation(signal)
    if (error instanceof AppError) throw error
    const isQuiet = silence.signal.aborted
    if (isQuiet && isOpen) return
    throw unreachable(await server(), call.asked, isQuiet ? 'no answer to the watch' : error)
  } finally {
    clearTimeout(timer)
  }
}

function codeOf(object: unknown): number {
  const { code } = (object ?? {}) as { code?: unknown }
  return typeof code === 'number' ? code : 500
}
