import { type Finding, hasError } from '../finding.ts'
import type { VerifyRequest } from '../ports/registry-provider.ts'
import { type Check, concludeVerification, type Verification } from '../verification.ts'

/** A check that a use case makes beside those of a provider. */
export interface AddedCheck {
  readonly id: string
  readonly title: string
  readonly detail: string
  readonly findings: readonly Finding[]
}

const STATUS = { error: 'failed', warning: 'warning', info: 'passed' } as const

/** A check that took no time of its own. */
export function checkOf({ id, title, detail, findings }: AddedCheck, startedAfterMs: number): Check {
  const worst = hasError(findings)
    ? 'error'
    : findings.some((each) => each.severity === 'warning')
      ? 'warning'
      : 'info'
  return { id, title, status: STATUS[worst], detail, findings, startedAfterMs, durationMs: 0 }
}

/** The verification with one more check at its end, that whoever watches hears of as well. */
export function withCheck(
  verification: Verification,
  added: AddedCheck,
  watch: Pick<VerifyRequest, 'onStart' | 'onCheck'> = {},
): Verification {
  const check = checkOf(added, verification.durationMs)
  watch.onStart?.(check)
  watch.onCheck?.(check)
  return concludeVerification({ ...verification, checks: [...verification.checks, check] })
}
