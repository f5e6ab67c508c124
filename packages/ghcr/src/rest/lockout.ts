import type { Clock } from '@fairlead/core'
import type { TwinSettings } from '../state/records.ts'

/**
 * After repeated bad logins the API refuses everyone for a while, good credentials included.
 * https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
 */
export interface Lockout {
  readonly locked: boolean
  recordFailure(): void
}

export function createLockout(settings: () => TwinSettings, clock: Clock): Lockout {
  let failures: number[] = []
  let lockedUntil = 0
  const now = () => clock.now().getTime()
  return {
    get locked() {
      return settings().lockout !== null && now() < lockedUntil
    },
    recordFailure: () => {
      const rule = settings().lockout
      if (!rule) return
      failures = [...failures.filter((at) => at > now() - rule.windowMs), now()]
      if (failures.length < rule.attempts) return
      lockedUntil = now() + rule.durationMs
      failures = []
    },
  }
}
