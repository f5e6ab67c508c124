import { AppError } from '@fairlead/core'

/** A reason why the embedded database cannot run, in one line that says what to do. */
export const startupFailure = (message: string, cause?: unknown): AppError =>
  new AppError('database.unavailable', message, { cause })

/** Node's code of a failed system call, `EACCES`. */
export const systemCode = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : undefined
}
