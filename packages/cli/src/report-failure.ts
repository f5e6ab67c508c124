import { inspect } from 'node:util'
import { describeFailure, type Failure } from './describe-failure.ts'
import type { Io } from './io.ts'
import { renderFindings } from './render/findings.ts'
import { createStyle } from './render/style.ts'
import { plainLine } from './render/text.ts'
import { redactTokens } from './secrets/token-guard.ts'

const clean = (text: string): string => redactTokens(plainLine(text))

/** What `--output json` prints on standard output when a command fails. */
const toJson = ({ exitCode, code, message, remedy, findings, details, requestId }: Failure): string => {
  const error = {
    code,
    message,
    remedy: remedy ?? null,
    exit_code: exitCode,
    findings,
    details,
    request_id: requestId ?? null,
  }
  return redactTokens(JSON.stringify({ error }, null, 2))
}

/** Prints a failure on standard error as one clear line and its remedy, and returns the exit code. */
export function reportFailure(error: unknown, io: Io, options: { readonly json: boolean }): number {
  const failure = describeFailure(error)
  const style = createStyle(io.stderr, io.env)
  const lines = [`${style.red('fairlead:')} ${clean(failure.message)}`]
  if (failure.remedy) lines.push(clean(failure.remedy))
  if (failure.requestId)
    lines.push(style.dim(`Request ${clean(failure.requestId)} in the log of the server.`))
  // The terminal has just written ^C there.
  const start = failure.code === 'interrupted' && io.stderr.isTTY ? '\n' : ''
  io.stderr.write(`${start}${lines.join('\n')}\n`)
  if (failure.findings.length > 0) io.stderr.write(`${renderFindings(failure.findings, io, io.stderr)}`)
  if (io.env.FAIRLEAD_DEBUG) io.stderr.write(`${redactTokens(inspect(error, { depth: 4 }))}\n`)
  if (options.json) io.stdout.write(`${toJson(failure)}\n`)
  return failure.exitCode
}
