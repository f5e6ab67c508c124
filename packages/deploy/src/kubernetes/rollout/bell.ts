import { throwIfCanceled } from '../../cancellation.ts'

/** Wakes one who waits; rung while nobody waits, the next wait ends at once. */
export interface Bell {
  ring(): void
  /** Until it rings, or for so long. Throws `operation.canceled`. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** The longest that a timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1

export function createBell(): Bell {
  let rung = Promise.withResolvers<void>()
  const ring = () => rung.resolve()
  return {
    ring,
    wait: async (milliseconds, signal) => {
      throwIfCanceled(signal)
      const timer = setTimeout(ring, Math.min(milliseconds, LONGEST_MS))
      signal.addEventListener('abort', ring, { once: true })
      try {
        await rung.promise
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', ring)
        rung = Promise.withResolvers<void>()
      }
      throwIfCanceled(signal)
    },
  }
}
