import { AppError, anySignal } from '@fairlead/core'

export interface BodyLimits {
  readonly maxBytes: number
  readonly signal: AbortSignal
  readonly limitMs?: number
}

const tooLarge = (response: Response, maxBytes: number): AppError =>
  new AppError('registry.bad_answer', `The answer is larger than ${maxBytes} bytes.`, {
    details: { status: response.status, maxBytes },
  })

// What is read whole is small: whoever sends it by drops would hold us for hours within any limit on silence.
const LIMIT_MS = 60_000

/**
 * The whole body, at most `maxBytes` of it after decoding, within `limitMs` (default 60,000). Throws
 * `registry.bad_answer` when there is more, a TimeoutError when it takes longer, the signal's reason when it fires, and
 * network errors as they are. The body is given up in each of these cases.
 */
export async function readBody(
  response: Response,
  { maxBytes, signal: given, limitMs = LIMIT_MS }: BodyLimits,
): Promise<Uint8Array> {
  const signal = anySignal(given, AbortSignal.timeout(limitMs))
  const body = response.body
  if (body === null) return new Uint8Array()
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
  // Cancelling may itself fail when the line is already down; the failure that led here is the one to tell.
  const giveUp = (reason: unknown): void => {
    reader.cancel(reason).catch(() => undefined)
  }
  const onAbort = (): void => giveUp(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const chunks: Uint8Array[] = []
    let size = 0
    for (;;) {
      signal.throwIfAborted()
      const { done, value } = await reader.read()
      if (done) break
      size += value.byteLength
      if (size > maxBytes) throw tooLarge(response, maxBytes)
      chunks.push(value)
    }
    // A cancelled reader ends as if the body had ended.
    signal.throwIfAborted()
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)
  } catch (error) {
    giveUp(error)
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
