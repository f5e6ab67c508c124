import { AppError, anySignal } from '@fairlead/core'
import { cancellation } from '../../cancellation.ts'
import type { Call } from './call.ts'
import { jsonLines } from './json-lines.ts'
import type { KubeObject, WatchEvent } from './objects.ts'
import { readRefusal, refused } from './refusal.ts'
import type { Transport } from './transport.ts'
import { unreachable } from './unreachable.ts'

/** A server sends a bookmark about every minute; one that is silent for so long is gone. */
const SILENCE_MS = 120_000
const WATCH_SECONDS = 300

/** The events of a watch, for as long as the server tells of them. Throws as KubeApi.watch does. */
export async function* watchCall<T extends KubeObject>(
  { send, server }: Transport,
  { query, ...call }: Call,
  resourceVersion: string,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), SILENCE_MS)
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
    throw unreachable(await server(), call.asked, silence.signal.aborted ? 'the watch fell silent' : error)
  } finally {
    clearTimeout(timer)
  }
}

function codeOf(object: unknown): number {
  const { code } = (object ?? {}) as { code?: unknown }
  return typeof code === 'number' ? code : 500
}
