import { type Io, processIo } from './io.ts'
import { runProgram } from './program.ts'
import { reportFailure } from './report-failure.ts'
import { refuseTokenArguments } from './secrets/token-guard.ts'

export { type Input, Interrupted, type Io, type Output, processIo } from './io.ts'

/** Known before the command line is parsed, because parsing may be what fails. */
const wantsJson = (argv: readonly string[]): boolean =>
  argv.some(
    (argument, index) =>
      /^(?:--output|-o)=?json$/.test(argument) ||
      (argument === 'json' && /^(?:--output|-o)$/.test(argv[index - 1] ?? '')),
  )

/**
 * Runs one command line and returns its exit code; never throws and never ends the process. `argv` begins with the
 * command: `['registry', 'list']`.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    refuseTokenArguments(argv)
    return await runProgram(argv, io)
  } catch (error) {
    return reportFailure(error, io, { json: wantsJson(argv) })
  }
}

/** Runs the process's own command line and leaves its exit code with the process. */
export async function runProcess(process: NodeJS.Process): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processIo(process))
}

if (import.meta.main) await runProcess(process)
