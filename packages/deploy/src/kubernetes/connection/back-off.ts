import { setTimeout as delay } from 'node:timers/promises'
import { throwIfCanceled } from '../../cancellation.ts'

export interface BackOff {
  /** Waits, each time longer, and no shorter than is asked for. Throws `operation.canceled`. */
  pause(signal: AbortSignal, atLeastMs?: number): Promise<void>
  /** The next wait is the shortest again. */
  reset(): void
}

const FIRST_MS = 250
const LONGEST_MS = 5_000

/** Waits that double, each between the half and the whole of itself, so that many who lost one server do not meet again. */
export function createBackOff(firstMs = FIRST_MS, longestMs = LONGEST_MS): BackOff {
  let nextMs = firstMs
  return {
    pause: async (signal, atLeastMs = 0) => {
      const waitMs = Math.max(atLeastMs, nextMs * (0.5 + Math.random() / 2))
      nextMs = Math.min(nextMs * 2, longestMs)
      await delay(waitMs, undefined, { signal }).catch(() => throwIfCanceled(signal))
    },
    reset: () => {
      nextMs = firstMs
    },
  }
}
