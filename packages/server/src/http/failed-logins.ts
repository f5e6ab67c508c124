import { isIPv6 } from 'node:net'
import type { Clock } from '@fairlead/core'

const WINDOW_MS = 60_000
/** Different refused tokens from one address within the window. One bad token again and again is no guessing. */
const MAX_REFUSED = 20
const MAX_ADDRESSES = 10_000
const MAX_KNOWN = 10_000

interface Attempts {
  readonly until: number
  readonly tokens: Set<string>
}

export interface FailedLogins {
  /** Seconds until the address may try another token; 0 when it may now. A token that worked is never held up. */
  waitSeconds(address: string, token: string): number
  refused(address: string, token: string): void
  accepted(token: string): void
}

/** Whoever has one IPv6 address has its whole /64. */
const network = (address: string): string =>
  isIPv6(address) && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address

/** Holds up addresses that guess tokens. Tokens are known by a fingerprint. Kept in memory: it is a brake, no record. */
export function createFailedLogins(clock: Clock): FailedLogins {
  const attempts = new Map<string, Attempts>()
  const known = new Set<string>()

  const current = (key: string): Attempts | undefined => {
    const found = attempts.get(key)
    if (found === undefined || found.until > clock.now().getTime()) return found
    attempts.delete(key)
    return undefined
  }

  return {
    waitSeconds(address, token) {
      const found = current(network(address))
      if (!found || found.tokens.size < MAX_REFUSED || known.has(token) || found.tokens.has(token)) return 0
      return Math.max(1, Math.ceil((found.until - clock.now().getTime()) / 1000))
    },
    refused(address, token) {
      const key = network(address)
      known.delete(token)
      const found = current(key)
      if (found) {
        if (found.tokens.size < MAX_REFUSED) found.tokens.add(token)
        return
      }
      dropOldest(attempts, MAX_ADDRESSES)
      attempts.set(key, { until: clock.now().getTime() + WINDOW_MS, tokens: new Set([token]) })
    },
    accepted(token) {
      if (known.has(token)) return
      dropOldest(known, MAX_KNOWN)
      known.add(token)
    },
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>, limit: number): void {
  if (kept.size < limit) return
  for (const oldest of kept.keys()) {
    kept.delete(oldest)
    return
  }
}
