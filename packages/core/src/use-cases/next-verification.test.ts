import { describe, expect, test } from 'vitest'
import {
  firstVerification,
  nextAfterFailure,
  nextVerification,
  nextWithinGrace,
  phaseOf,
} from './next-verification.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const EVERY_MS = 6 * HOUR_MS
const NOW = new Date('2026-11-22T10:00:00.000Z')

const ids = Array.from({ length: 10_000 }, (_, index) => {
  const hex = index.toString(16).padStart(12, '0')
  return `0f3c6a52-7a0e-4c55-9d1e-${hex}`
})

/** How many fall into each of `parts` equal parts of the time from `begin`. */
function histogram(times: readonly number[], begin: number, lengthMs: number, parts: number): number[] {
  const counts = Array.from({ length: parts }, () => 0)
  for (const time of times) {
    const part = Math.floor(((time - begin) / lengthMs) * parts)
    counts[part] = (counts[part] ?? 0) + 1
  }
  return counts
}

describe('the spread', () => {
  test('ten thousand connections fill the interval evenly, to a fifth', () => {
    const times = ids.map((id) => firstVerification(id, NOW, EVERY_MS).getTime())
    for (const count of histogram(times, NOW.getTime(), EVERY_MS, 24)) {
      expect(Math.abs(count - 10_000 / 24)).toBeLessThan(10_000 / 24 / 5)
    }
  })

  test('after an outage, when all were verified in one minute, the next round is spread again', () => {
    const times = ids.map((id) => nextVerification(id, NOW, EVERY_MS, null).getTime())
    const [earliest, latest] = [Math.min(...times), Math.max(...times)]
    expect(earliest).toBeGreaterThanOrEqual(NOW.getTime() + EVERY_MS / 2)
    expect(latest).toBeLessThanOrEqual(NOW.getTime() + EVERY_MS * 1.5)
    for (const count of histogram(times, NOW.getTime() + EVERY_MS / 2, EVERY_MS, 24)) {
      expect(Math.abs(count - 10_000 / 24)).toBeLessThan(10_000 / 24 / 5)
    }
  })

  test('two servers agree, and days differ', () => {
    const [id = ''] = ids
    expect(nextVerification(id, NOW, EVERY_MS, null)).toEqual(nextVerification(id, NOW, EVERY_MS, null))
    const phases = Array.from({ length: 30 }, (_, day) => phaseOf(id, day))
    expect(new Set(phases).size).toBe(30)
    expect(phases.every((phase) => phase >= 0 && phase < 1)).toBe(true)
  })

  test('over a month the rounds are half an interval to one and a half apart, one interval on average', () => {
    for (const id of ids.slice(0, 50)) {
      let at = NOW
      let rounds = 0
      while (at.getTime() < NOW.getTime() + 30 * DAY_MS) {
        const next = nextVerification(id, at, EVERY_MS, null)
        expect(next.getTime() - at.getTime()).toBeGreaterThanOrEqual(EVERY_MS / 2)
        expect(next.getTime() - at.getTime()).toBeLessThanOrEqual(EVERY_MS * 1.5)
        at = next
        rounds += 1
      }
      expect(rounds).toBeGreaterThan(105)
      expect(rounds).toBeLessThan(140)
    }
  })
})

describe('near the end of a credential', () => {
  const [id = ''] = ids
  const longest = (expiresInMs: number): number => {
    const expiresAt = new Date(NOW.getTime() + expiresInMs).toISOString()
    const delays = ids
      .slice(0, 300)
      .map((each) => nextVerification(each, NOW, EVERY_MS, expiresAt).getTime() - NOW.getTime())
    return Math.max(...delays)
  }

  test('rounds come closer together', () => {
    expect(longest(30 * DAY_MS)).toBeGreaterThan(EVERY_MS)
    expect(longest(6 * DAY_MS)).toBeLessThanOrEqual((EVERY_MS / 2) * 1.5)
    expect(longest(20 * HOUR_MS)).toBeLessThanOrEqual((EVERY_MS / 6) * 1.5)
  })

  test('one comes right after the end', () => {
    const expiresAt = new Date(NOW.getTime() + 10 * 60_000)
    expect(nextVerification(id, NOW, EVERY_MS, expiresAt.toISOString())).toEqual(
      new Date(expiresAt.getTime() + 60_000),
    )
  })

  test('one that is over, unknown, or no time at all is as any other', () => {
    const usual = nextVerification(id, NOW, EVERY_MS, null)
    for (const expiresAt of ['2020-01-01T00:00:00.000Z', undefined, 'soon']) {
      expect(nextVerification(id, NOW, EVERY_MS, expiresAt)).toEqual(usual)
    }
  })

  test('an interval of a minute stays one', () => {
    const expiresAt = new Date(NOW.getTime() + HOUR_MS).toISOString()
    const next = nextVerification(id, NOW, 60_000, expiresAt).getTime() - NOW.getTime()
    expect(next).toBeGreaterThanOrEqual(30_000)
  })
})

describe('after failures', () => {
  const [id = ''] = ids
  const delay = (failures: number): number =>
    nextAfterFailure(id, NOW, EVERY_MS, failures).getTime() - NOW.getTime()

  test('the next look comes soon, then ever later, at most a usual interval and a tenth', () => {
    expect(delay(1)).toBeGreaterThanOrEqual(4.5 * 60_000)
    expect(delay(1)).toBeLessThanOrEqual(5.5 * 60_000)
    for (const failures of [2, 3, 4, 5, 6]) {
      expect(delay(failures) / delay(failures - 1)).toBeGreaterThan(1.5)
    }
    for (const failures of [7, 20, 1000]) {
      expect(delay(failures)).toBeGreaterThanOrEqual(EVERY_MS * 0.9)
      expect(delay(failures)).toBeLessThanOrEqual(EVERY_MS * 1.1)
    }
  })

  test('connections that failed together are tried again apart', () => {
    const times = ids.slice(0, 100).map((each) => nextAfterFailure(each, NOW, EVERY_MS, 1).getTime())
    expect(new Set(times).size).toBeGreaterThan(90)
  })
})

describe('within the grace time of a rotation', () => {
  test('it is looked at within the first hour, then after as long again as has gone by, up to the usual interval', () => {
    const looks: number[] = []
    let now = NOW
    while (now.getTime() < NOW.getTime() + DAY_MS) {
      const usual = new Date(now.getTime() + EVERY_MS)
      now = nextWithinGrace(now, NOW.toISOString(), usual)
      looks.push((now.getTime() - NOW.getTime()) / HOUR_MS)
    }
    expect(looks).toEqual([0.25, 0.5, 1, 2, 4, 8, 14, 20, 26])
  })
})
