import { type Exchange, type Finding, finding, type RateLimit } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { LINKS } from './addresses.ts'

/** `100;w=21600`: a count, and the seconds of its window. https://docs.docker.com/docker-hub/usage/pulls/ */
function readCount(text: string | null): { readonly count: number; readonly seconds: number } | undefined {
  const match = /^\s*(\d{1,9})(?:\s*;\s*w=(\d{1,9}))?\s*$/.exec(text ?? '')
  return match ? { count: Number(match[1]), seconds: Number(match[2] ?? 0) } : undefined
}

/** What an answer about a manifest tells of the pulls that are left; undefined where nothing limits them. */
function readPullLimit(headers: Headers): RateLimit | undefined {
  const limit = readCount(headers.get('ratelimit-limit'))
  const remaining = readCount(headers.get('ratelimit-remaining'))
  if (limit === undefined || remaining === undefined) return undefined
  const source = headers.get('docker-ratelimit-source')
  return {
    limit: limit.count,
    remaining: remaining.count,
    windowSeconds: limit.seconds || remaining.seconds,
    ...(source ? { countedFor: source } : {}),
  }
}

export interface PullLimitWatch {
  /** The same fetch, whose answers about manifests are looked at. */
  readonly fetch: Fetch
  /** The latest that was told. */
  seen(): { readonly limit: RateLimit; readonly exchange: Exchange } | undefined
  /** Whether any manifest was answered, and whether with 429. */
  looked(): boolean
  limited(): boolean
}

/** Reads the limit off answers that are asked for anyway, so that knowing it costs no pull. */
export function watchPullLimit(inner: Fetch): PullLimitWatch {
  let latest: ReturnType<PullLimitWatch['seen']>
  let looked = false
  let limited = false
  const fetch: Fetch = async (input, init) => {
    const response = await inner(input, init)
    const url = new URL(input instanceof Request ? input.url : String(input))
    if (!/^\/v2\/.+\/manifests\//.test(url.pathname) || response.status === 401) return response
    looked = true
    limited ||= response.status === 429
    const limit = readPullLimit(response.headers)
    if (limit) {
      const asked = `${init?.method ?? 'GET'} ${url.origin}${url.pathname}`
      const { headers } = response
      const answered = `ratelimit-limit: ${headers.get('ratelimit-limit')}, ratelimit-remaining: ${headers.get('ratelimit-remaining')}`
      latest = { limit, exchange: { asked, answered } }
    }
    return response
  }
  return { fetch, seen: () => latest, looked: () => looked, limited: () => limited }
}

const hours = (seconds: number): string => {
  const count = Math.round(seconds / 3600)
  return count === 1 ? '1 hour' : `${count} hours`
}

export const describeLimit = ({ limit, remaining, windowSeconds, countedFor }: RateLimit): string =>
  `${remaining} of ${limit} pulls in ${hours(windowSeconds)} are left${countedFor ? ` for ${countedFor}` : ''}.`

/** A warning when a tenth or less is left. */
export function limitFinding(
  limit: RateLimit,
  evidence: readonly Exchange[],
  anonymous: boolean,
): Finding | undefined {
  if (limit.remaining * 10 > limit.limit) return undefined
  const used = limit.remaining === 0
  return finding(used ? 'registry.rate_limited' : 'registry.rate_limit_low', {
    summary: used
      ? `All ${limit.limit} pulls that Docker Hub allows in ${hours(limit.windowSeconds)} are used up.`
      : `Only ${describeLimit(limit)}`,
    evidence,
    remedy: {
      action: anonymous
        ? 'Connect with an account, whose limit is higher and not shared with others behind the same address; or mirror the images.'
        : 'Mirror the images that are pulled often, or take a plan with more pulls.',
      link: LINKS.limits,
    },
  })
}
