import { usageFailure } from '../failure.ts'
import type { Io } from '../io.ts'

// No token and no line of a log comes near this.
const MAX_BYTES = 64 * 1024

/** All of standard input. Throws a usage failure when it is longer than 64 KiB. */
export async function readStandardInput(io: Io, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of abortable(io.stdin, signal)) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (text.length > MAX_BYTES) throw usageFailure('Standard input is longer than a token or a line can be.')
  }
  return text + decoder.decode()
}

/** Ends the wait for input when the signal fires: a pipe may stay open for ever. */
export async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    signal.throwIfAborted()
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted.promise])
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
