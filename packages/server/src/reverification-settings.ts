import { type FieldIssue, USUAL_VERIFY_EVERY_MS } from '@fairlead/core'
import type { ReverificationSettings } from './jobs/reverify-registries.ts'

export const USUAL_REVERIFICATION: ReverificationSettings = {
  everyMs: USUAL_VERIFY_EVERY_MS,
  concurrency: 16,
  perHost: 4,
  requestsPerSecond: 20,
}

type Environment = Readonly<Record<string, string | undefined>>

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const SHORTEST_MS = 60_000
const LONGEST_MS = 7 * 86_400_000

/** `30m`, `6h` or `1d` in milliseconds; null for `off`. */
function readInterval(text: string, issues: FieldIssue[]): number | null {
  if (text === 'off') return null
  const [, amount, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN)
  if (ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms
  issues.push({
    field: 'FAIRLEAD_VERIFY_EVERY',
    problem: `"${text}" is not a time between 1m and 7d`,
    remedy: 'Write it as 30m, 6h or 1d, or "off".',
  })
  return USUAL_REVERIFICATION.everyMs
}

function readCount(field: string, text: string | undefined, usual: number, issues: FieldIssue[]): number {
  if (!text) return usual
  const count = Number(text)
  if (/^\d{1,6}$/.test(text) && count >= 1) return count
  issues.push({
    field,
    problem: `"${text}" is not a number of them`,
    remedy: 'Give a whole number from 1 to 999999.',
  })
  return usual
}

/** Reads the FAIRLEAD_VERIFY_… variables. */
export function readReverification(env: Environment, issues: FieldIssue[]): ReverificationSettings {
  const usual = USUAL_REVERIFICATION
  const count = (field: string, fallback: number): number => readCount(field, env[field], fallback, issues)
  return {
    everyMs: env.FAIRLEAD_VERIFY_EVERY ? readInterval(env.FAIRLEAD_VERIFY_EVERY, issues) : usual.everyMs,
    concurrency: count('FAIRLEAD_VERIFY_AT_ONCE', usual.concurrency),
    perHost: count('FAIRLEAD_VERIFY_PER_HOST', usual.perHost),
    requestsPerSecond: count('FAIRLEAD_VERIFY_HOST_REQUESTS', usual.requestsPerSecond),
  }
}
