import { AppError } from '@fairlead/core'

/** The error for work that its caller gave up. */
export const canceled = (signal: AbortSignal, what = 'The verification'): AppError =>
  new AppError('operation.canceled', `${what} was canceled.`, { cause: signal.reason })
