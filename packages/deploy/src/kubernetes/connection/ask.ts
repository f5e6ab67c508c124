import { AppError, anySignal } from '@fairlead/core'
import { cancellation } from '../../cancellation.ts'
import type { BackOff } from './back-off.ts'
import { waitAfter } from './blip.ts'
import type { Call } from './call.ts'
import type { Transport } from './transport.ts'
import { unreachable } from './unreachable.ts'

export interface AskOptions {
  /** All tries together. */
  readonly callMs: number
  /** The waits of one call. */
  readonly backOff: () => BackOff
}

export type Ask = <T>(call: Call, signal: AbortSignal) => Promise<T>

/** With waits that double from 200 ms on, a call takes hardly more than a second longer for them. */
const TRIES = 4

/** Calls with a JSON answer, bounded in time. What a short absence of the API server made fail is asked again. */
export function createAsk({ send, server }: Transport, { callMs, backOff }: AskOptions): Ask {
  const once = async <T>(call: Call, signal: AbortSignal, limit: AbortSignal): Promise<T> => {
    try {
      const response = await send(call, anySignal(signal, limit))
      return (await response.json()) as T
    } catch (error) {
      if (signal.aborted) throw cancellation(signal)
      if (error instanceof AppError) throw error
      const cause = limit.aborted ? `no answer in ${callMs / 1000} seconds` : error
      throw unreachable(await server(), `${call.method} ${call.path}`, cause)
    }
  }

  return async <T>(call: Call, signal: AbortSignal): Promise<T> => {
    const limit = AbortSignal.timeout(callMs)
    const waits = backOff()
    for (let left = TRIES - 1; ; left -= 1) {
      try {
        return await once<T>(call, signal, limit)
      } catch (error) {
        const waitMs = left === 0 || signal.aborted || limit.aborted ? undefined : waitAfter(call, error)
        if (waitMs === undefined) throw error
        await waits.pause(anySignal(signal, limit), waitMs).catch(() => {
          throw signal.aborted ? cancellation(signal) : error
        })
      }
    }
  }
}
