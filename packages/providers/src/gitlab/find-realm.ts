import { type Clock, isAppError } from '@fairlead/core'
import { createRegistryClient } from '@fairlead/oci/client'
import type { Fetch } from '@fairlead/oci/net'
import { withinLimit } from '../verification/within-limit.ts'
import { knownGitlab, trustsRealm } from './addresses.ts'

export interface FindRealmOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that the question may take. */
  readonly limitMs: number
}

const MAX_KNOWN = 1000
const HOLD_MS = 3_600_000

/**
 * Finds out where a GitLab's registry has its tokens made, as it says to anybody who asks without a credential, and
 * remembers it for an hour. Undefined where the address tells it, nothing answers, or the realm is not trusted.
 */
export function createRealmFinder() {
  const known = new Map<string, { readonly realm: string; readonly until: number }>()

  return async (
    url: string,
    { fetch, clock, limitMs }: FindRealmOptions,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    if (knownGitlab(url)) return undefined
    const now = clock.now().getTime()
    const held = known.get(url)
    if (held && held.until > now) return held.realm
    const client = createRegistryClient({ url, fetch, clock, retry: { attempts: 1 } })
    try {
      const { challenge } = await withinLimit(limitMs, signal, (inner) => client.ping(inner))
      const realm = URL.parse(challenge?.parameters.realm ?? '')
      if (!realm || !trustsRealm(url, undefined)(realm)) return undefined
      if (realm.protocol === 'http:' && url.startsWith('https:')) return undefined
      const found = `${realm.origin}${realm.pathname}`
      const [oldest] = known.keys()
      if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest)
      known.set(url, { realm: found, until: now + HOLD_MS })
      return found
    } catch (error) {
      signal.throwIfAborted()
      // Whoever uses the credential meets the same, and tells it better.
      if (isAppError(error) || (error instanceof Error && error.name === 'TimeoutError')) return undefined
      throw error
    }
  }
}
