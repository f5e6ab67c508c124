import type { RefusedCredential } from '../ports/registry-care.ts'

const HOUR_MS = 3_600_000

/** A credential that was refused once is kept from the registry so long, which is longer than vendors count bad logins. */
const FIRST_WAIT_MS = HOUR_MS
const LONGEST_WAIT_MS = 24 * HOUR_MS

/** After this nothing is left of a refusal: longer than the longest wait, so that waits go on growing until it ends. */
export const FORGOTTEN_AFTER_MS = 2 * LONGEST_WAIT_MS

/**
 * When a refused credential is shown to its registry again by itself: an hour after the first refusal, and twice as late
 * after each further one, up to a day. A refusal that was the registry's own passing fault heals so; one that stands costs
 * five bad logins on its first day, never two within an hour, where lockouts are set off by five within minutes.
 */
export function askedAgainAt({ at, times }: Pick<RefusedCredential, 'at' | 'times'>): Date {
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(Math.max(times, 1) - 1, 10), LONGEST_WAIT_MS)
  return new Date(Date.parse(at) + waitMs)
}
