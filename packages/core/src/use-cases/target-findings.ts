import { isAppError } from '../errors.ts'
import { type Finding, finding } from '../finding.ts'

/**
 * What an error of a target itself (`target.unreachable`, `target.failed`) says as findings: those that it carries, or
 * one made of its message. Throws any other error on.
 */
export function targetFindings(error: unknown): readonly Finding[] {
  const isUnreachable = isAppError(error, 'target.unreachable')
  if (!isUnreachable && !isAppError(error, 'target.failed')) throw error
  if (error.findings.length > 0) return error.findings
  return [
    finding(isUnreachable ? 'deploy.target_unreachable' : 'deploy.target_failed', {
      summary: error.message,
      remedy: { action: 'Mend what the message names, then check the cluster again.' },
    }),
  ]
}
