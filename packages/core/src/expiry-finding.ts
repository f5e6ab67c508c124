import { type Exchange, type Finding, finding, type Remedy } from './finding.ts'
import type { Clock } from './ports/clock.ts'
import { daysLeft } from './values/days-left.ts'

const SOON_DAYS = 30

interface Expiry {
  /** ISO 8601. */
  readonly expiresAt: string
  readonly clock: Clock
  /** `token`, `API key`, `credential`. */
  readonly what: string
  readonly evidence: readonly Exchange[]
  readonly remedy: Remedy
}

/** A warning from 30 days before the end of a credential, an error from the end on; undefined earlier. */
export function expiryFinding({ expiresAt, clock, what, evidence, remedy }: Expiry): Finding | undefined {
  const day = expiresAt.slice(0, 10)
  if (Date.parse(expiresAt) <= clock.now().getTime()) {
    return finding('token.expired', { summary: `The ${what} expired on ${day}.`, evidence, remedy })
  }
  const days = daysLeft(expiresAt, clock.now())
  if (days >= SOON_DAYS) return undefined
  const when = days < 1 ? 'in less than a day' : days === 1 ? 'in 1 day' : `in ${days} days`
  return finding('token.expires_soon', {
    summary: `The ${what} expires on ${day}, ${when}; pulls fail from then on, those of public images too.`,
    evidence,
    remedy,
  })
}
