import { AppError, isAppError } from '@fairlead/core'

/** The error of an aborted signal: its reason where that is an AppError already, else `operation.canceled`. */
export const cancellation = (signal: AbortSignal): AppError =>
  isAppError(signal.reason)
    ? signal.reason
    : new AppError('operation.canceled', 'The operation was canceled.', { cause: signal.reason })

/** Throws `operation.canceled` when the signal has fired. */
export function throwIfCanceled(signal: AbortSignal): void {
  if (signal.aborted) throw cancellation(signal)
}

/** The promise's outcome, or `operation.canceled` as soon as the signal fires; what it stands for goes on. */
export async function orCanceled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfCanceled(signal)
  const canceled = Promise.withResolvers<never>()
  const onAbort = () => canceled.reject(cancellation(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, canceled.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
