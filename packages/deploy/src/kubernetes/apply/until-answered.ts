import { isAppError } from '@fairlead/core'
import { createBackOff } from '../connection/back-off.ts'
import { isAway } from '../connection/blip.ts'

/**
 * Does what has to be done, again and again while the API server does not answer, until the signal fires: then throws why
 * it was not done. `work` goes on from what is there.
 */
export async function untilAnswered<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  backOff = createBackOff(),
): Promise<T> {
  let last: unknown
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (last !== undefined && signal.aborted && isAppError(error, 'operation.canceled')) throw last
      if (!isAway(error) || signal.aborted) throw error
      last = error
      await backOff.pause(signal).catch(() => {
        throw error
      })
    }
  }
}
