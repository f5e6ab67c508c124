import { EXIT, type ExitCode } from './exit-codes.ts'

/** Why a command cannot do what it was asked: one line for the person, an exit code for the script. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: ExitCode
  /** Stable name for `--output json`. */
  readonly code: string
  /** The next action, imperative. */
  readonly remedy: string | undefined

  constructor(
    exitCode: ExitCode,
    code: string,
    message: string,
    options: { readonly remedy?: string | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.exitCode = exitCode
    this.code = code
    this.remedy = options.remedy
  }
}

/** The command line or a value in it is not valid. */
export const usageFailure = (message: string, remedy?: string): CommandFailure =>
  new CommandFailure(EXIT.usage, 'usage', message, { remedy })
