import type { Clock } from '@fairlead/core'
import type { RateStatus } from './call.ts'

const HOUR_MS = 3_600_000

/** Requests of each caller in windows of an hour. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export interface RateLimiter {
  /** Counts one request; `cost` 0 only looks. `exceeded` when it is one too many. */
  take(caller: string, limit: number, cost: 0 | 1): RateStatus & { readonly exceeded: boolean }
}

export function createRateLimiter(clock: Clock): RateLimiter {
  const windows = new Map<string, { used: number; resetMs: number }>()
  return {
    take: (caller, limit, cost) => {
      const now = clock.now().getTime()
      for (const [key, old] of windows) if (old.resetMs <= now) windows.delete(key)
      const window = windows.get(caller) ?? { used: 0, resetMs: now + HOUR_MS }
      const exceeded = cost > 0 && window.used >= limit
      if (!exceeded) window.used += cost
      windows.set(caller, window)
      return {
        limit,
        used: window.used,
        remaining: Math.max(0, limit - window.used),
        reset: Math.ceil(window.resetMs / 1000),
        exceeded,
      }
    },
  }
}

export const rateHeaders = (rate: RateStatus): Readonly<Record<string, string>> => ({
  'X-RateLimit-Limit': String(rate.limit),
  'X-RateLimit-Remaining': String(rate.remaining),
  'X-RateLimit-Used': String(rate.used),
  'X-RateLimit-Reset': String(rate.reset),
  'X-RateLimit-Resource': 'core',
})
