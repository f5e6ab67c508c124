import { setTimeout as delay } from 'node:timers/promises'

/**
 * Calls `look` at once and then `everyMs` after each end, until the signal fires. Resolves when the last call has ended;
 * what `look` throws goes to `onError`.
 */
export async function sweep(
  look: () => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await look().catch(onError)
    await delay(everyMs, undefined, { signal }).catch(() => undefined)
  }
}
