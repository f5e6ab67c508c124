/** Milliseconds that one question may take, unless the server is set up otherwise. */
export const DEFAULT_LIMIT_MS = 10_000

/** Thrown when an answer took longer than its question was given. */
export class LimitExceeded extends Error {
  override readonly name = 'TimeoutError'
  readonly limitMs: number

  constructor(limitMs: number) {
    super(`no answer within ${limitMs / 1000} s`)
    this.limitMs = limitMs
  }
}

/**
 * Runs one question with a time limit in milliseconds. Its signal fires at the limit or with the caller's; the
 * returned promise rejects at that moment even if the question does not listen.
 */
export async function withinLimit<T>(
  limitMs: number,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const stop = (): void => controller.abort(signal.reason)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(() => controller.abort(new LimitExceeded(limitMs)), limitMs)
  let fail = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    fail = () => reject(controller.signal.reason)
    if (controller.signal.aborted) fail()
    else controller.signal.addEventListener('abort', fail, { once: true })
  })
  aborted.catch(() => {})
  try {
    return await Promise.race([ask(controller.signal), aborted])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    controller.signal.removeEventListener('abort', fail)
  }
}
