import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock, QuotaReport, QuotaWatch, Transport } from '@fairlead/core'
import { parseRetryAfter } from '@fairlead/oci/client'
import type { Fetch } from '@fairlead/oci/net'

/** A host that limits without saying for how long is left alone so long. */
const UNSAID_REST_MS = 60_000
/** No host is left alone longer, whatever it says. */
const LONGEST_REST_MS = 6 * 3_600_000
/** A credential with less than this part of its quota left is kept for those who deploy with it. */
const LOW_PART = 0.1

interface Watched {
  requests: number
  hostRestsUntil: Date | null
  ownRestsUntil: Date | null
}

const later = (one: Date | null, other: Date): Date => (one && one > other ? one : other)

function readAnswer(watched: Watched, { status, headers }: Response, now: Date): void {
  const restFor = (ms: number): Date => new Date(now.getTime() + Math.min(ms, LONGEST_REST_MS))
  // GitHub's secondary limit is a 403 with the header; a busy host's is a 503.
  // https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
  const asked = status === 429 || status === 503 || status === 403
  const waitMs = asked ? parseRetryAfter(headers.get('retry-after'), undefined, now) : undefined
  const remaining = Number(headers.get('x-ratelimit-remaining') ?? Number.NaN)
  const limit = Number(headers.get('x-ratelimit-limit') ?? Number.NaN)
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000
  const isLow = remaining <= limit * LOW_PART && reset > now.getTime()
  if (isLow) watched.ownRestsUntil = later(watched.ownRestsUntil, restFor(reset - now.getTime()))
  if (waitMs !== undefined) watched.hostRestsUntil = later(watched.hostRestsUntil, restFor(waitMs))
  else if (status === 429 && !isLow) {
    watched.hostRestsUntil = later(watched.hostRestsUntil, restFor(UNSAID_REST_MS))
  }
}

/** The same fetch, whose answers are read for limits, and who listens to them. */
export function watchQuota<F extends Fetch>(
  inner: F,
  clock: Clock,
): { readonly fetch: F; readonly quotaWatch: QuotaWatch } {
  const current = new AsyncLocalStorage<Watched>()
  const listening =
    (fetch: Fetch): typeof globalThis.fetch =>
    async (input, init) => {
      const watched = current.getStore()
      if (!watched) return fetch(input, init)
      watched.requests += 1
      const response = await fetch(input, init)
      readAnswer(watched, response, clock.now())
      return response
    }
  const via = inner.via
    ? { via: (transport: Transport): Fetch => listening(inner.via?.(transport) ?? inner) }
    : {}
  return {
    fetch: Object.assign(listening(inner), inner, via) as F,
    quotaWatch: {
      async during(work) {
        const watched: Watched = { requests: 0, hostRestsUntil: null, ownRestsUntil: null }
        const value = await current.run(watched, work)
        const quota: QuotaReport = { ...watched }
        return { value, quota }
      },
    },
  }
}
