import { AppError, type Exchange } from '@fairlead/core'

/** One operation of a caller: its signal, and what was exchanged for it so far. */
export interface Call {
  readonly signal: AbortSignal
  readonly exchanges: Exchange[]
}

export const createCall = (signal: AbortSignal): Call => ({ signal, exchanges: [] })

/**
 * The failure of a call whose signal fired. A time limit that the caller set is the registry's silence; anything else
 * is the caller's own will.
 */
export function abandoned(call: Call, host: string): AppError {
  const reason: unknown = call.signal.reason
  const details = { exchanges: [...call.exchanges] }
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new AppError('registry.unreachable', `${host} did not answer in time.`, { cause: reason, details })
    : new AppError('operation.canceled', 'The operation was canceled.', { cause: reason, details })
}

/** Rejects as soon as the signal fires, whatever the promise does. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let stop = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    const fire = (): void => reject(signal.reason)
    signal.addEventListener('abort', fire, { once: true })
    stop = () => signal.removeEventListener('abort', fire)
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    stop()
  }
}
