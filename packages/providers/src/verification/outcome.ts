import type { Ability, CheckStatus, Finding, FindingCode } from '@fairlead/core'

/** What came of one check. */
export interface Outcome {
  readonly status: CheckStatus
  /** One sentence with the evidence. */
  readonly detail: string
  readonly findings: readonly Finding[]
}

export const passed = (detail: string): Outcome => ({ status: 'passed', detail, findings: [] })

/** `reason` says what kept the check from being made, naming the cause. */
export const skipped = (reason: string): Outcome => ({ status: 'skipped', detail: reason, findings: [] })

/** What a proof by doing shows: `refused` when the registry said no. An image that is not there proves nothing. */
export function abilityOf({ status, findings }: Outcome, refused: boolean): Ability {
  if (findings.some(({ code }) => code === 'package.not_found')) return 'unknown'
  return refused ? 'no' : status === 'passed' ? 'yes' : 'unknown'
}

/** A check that found something: failed when any of it is an error. `detail` defaults to the first summary. */
export function found(findings: readonly Finding[], detail?: string): Outcome {
  return {
    status: findings.some(({ severity }) => severity === 'error') ? 'failed' : 'warning',
    detail: detail ?? findings[0]?.summary ?? '',
    findings,
  }
}

/** Why other checks cannot succeed. Those that it explains are skipped and say so: one cause, one finding. */
export interface Cause {
  readonly code: FindingCode
  /** Completes "…: <text>", without a full stop: `the token was refused`. */
  readonly text: string
}

export const notAsked = (cause: Cause): Outcome => skipped(`Not asked: ${cause.text} (${cause.code}).`)

export const notProved = (cause: Cause): Outcome => skipped(`Not proved: ${cause.text} (${cause.code}).`)

/** An outcome, and what it makes impossible for others. */
export interface Verdict {
  readonly outcome: Outcome
  readonly cause?: Cause | undefined
}
