import { setTimeout as wait } from 'node:timers/promises'
import type { RetrySettings } from './types.ts'

/** When to ask again. */
export interface Retry {
  /** Requests in all. */
  readonly attempts: number
  /**
   * Waits before the next attempt (`attempt` is the number of the one that failed, from 1). False when there is to be
   * none: too many already, or the registry asks for a longer wait than we bear. Rejects with the signal's reason.
   */
  before(attempt: number, retryAfterMs: number | undefined, signal: AbortSignal): Promise<boolean>
}

/** Exponential backoff with jitter, never shorter than what the registry asks for. */
export function createRetry(settings: RetrySettings = {}): Retry {
  const attempts = settings.attempts ?? 4
  const baseMs = settings.baseMs ?? 250
  const maxMs = settings.maxMs ?? 20_000
  const random = settings.random ?? Math.random
  const sleep = settings.sleep ?? ((ms, signal) => wait(ms, undefined, { signal }))
  return {
    attempts,
    async before(attempt, retryAfterMs = 0, signal) {
      if (attempt >= attempts || retryAfterMs > maxMs) return false
      // Half of the wait is random, so that many clients that failed together do not come back together.
      const backoff = Math.min(maxMs, baseMs * 2 ** (attempt - 1)) * (1 - random() / 2)
      await sleep(Math.max(backoff, retryAfterMs), signal)
      signal.throwIfAborted()
      return true
    },
  }
}
