import type { AppError } from '../errors.ts'
import { finding } from '../finding.ts'
import type { Clock } from '../ports/clock.ts'
import { concludeVerification, type Verification } from '../verification.ts'

/** A verification that could not be made, for a connection that its kind no longer takes. */
export function unusable(name: string, error: AppError, clock: Clock): Verification {
  const told = finding('identity.unusable', {
    summary: `${name} cannot be used: ${error.message}`,
    evidence: [{ asked: `the connection ${name}`, answered: error.message }],
    remedy: { action: error.issues[0]?.remedy ?? 'Save its address and credential again.' },
  })
  const check = {
    id: 'connection',
    title: 'Connection',
    status: 'failed',
    detail: told.summary,
    findings: [told],
    startedAfterMs: 0,
    durationMs: 0,
  } as const
  const unknown = {
    list: 'unknown',
    pull: 'unknown',
    push: 'unknown',
    delete: 'unknown',
    webhook: 'unknown',
  } as const
  const why = 'The connection could not be used.'
  return concludeVerification({
    checks: [check],
    capabilities: unknown,
    grounds: { list: why, pull: why, push: why, delete: why, webhook: why },
    credential: { type: 'unknown' },
    startedAt: clock.now().toISOString(),
    durationMs: 0,
  })
}
