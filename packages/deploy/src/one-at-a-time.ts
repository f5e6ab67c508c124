import { orCanceled, throwIfCanceled } from './cancellation.ts'

/** Runs `work` when everything asked before it for the same key has ended; other keys run beside it. */
export type OneAtATime = <T>(key: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>

/**
 * A queue for each key, within this process. A signal that fires while waiting gives `operation.canceled` at once and
 * `work` is not run; the queue behind it goes on.
 */
export function createOneAtATime(): OneAtATime {
  const tails = new Map<string, Promise<void>>()
  return async (key, signal, work) => {
    throwIfCanceled(signal)
    const before = tails.get(key) ?? Promise.resolve()
    const turn = Promise.withResolvers<void>()
    const tail = before.then(() => turn.promise)
    tails.set(key, tail)
    try {
      await orCanceled(before, signal)
      return await work()
    } finally {
      turn.resolve()
      if (tails.get(key) === tail) tails.delete(key)
    }
  }
}
