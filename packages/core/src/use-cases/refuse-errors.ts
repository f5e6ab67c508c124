import { AppError, type ErrorCode } from '../errors.ts'
import type { Finding } from '../finding.ts'

/** Throws `code` where a finding is an error, naming the first cause and carrying all findings. */
export function refuseErrors(code: ErrorCode, findings: readonly Finding[], unchanged: string): void {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const first = errors[0]
  if (first === undefined) return
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const text = `${first.summary}${more} ${first.remedy?.action ?? ''}`.trim()
  throw new AppError(code, `${unchanged}: ${text}`, { findings })
}
