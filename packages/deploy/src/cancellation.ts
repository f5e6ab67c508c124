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
