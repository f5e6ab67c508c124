import type { FieldIssue } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { readReverification, USUAL_REVERIFICATION } from './reverification-settings.ts'

const HOUR_MS = 3_600_000

function read(env: Record<string, string>): [ReturnType<typeof readReverification>, string[]] {
  const issues: FieldIssue[] = []
  const settings = readReverification(env, issues)
  return [settings, issues.map(({ field, problem }) => `${field} ${problem}`)]
}

test('nothing set is the usual, and so is what is set to nothing', () => {
  expect(read({})).toEqual([USUAL_REVERIFICATION, []])
  expect(read({ FAIRLEAD_VERIFY_EVERY: '', FAIRLEAD_VERIFY_AT_ONCE: '' })).toEqual([USUAL_REVERIFICATION, []])
})

test.each<[string, number | null]>([
  ['1m', 60_000],
  ['90m', 1.5 * HOUR_MS],
  ['6h', 6 * HOUR_MS],
  ['7d', 168 * HOUR_MS],
  ['off', null],
])('%s is an interval', (text, everyMs) => {
  expect(read({ FAIRLEAD_VERIFY_EVERY: text })).toEqual([{ ...USUAL_REVERIFICATION, everyMs }, []])
})

describe('what cannot be is told with its variable', () => {
  test.each(['0m', '8d', '6', '6 h', '-1h', 'never', '1e3h'])('the interval %s', (text) => {
    const [settings, problems] = read({ FAIRLEAD_VERIFY_EVERY: text })
    expect(problems).toEqual([`FAIRLEAD_VERIFY_EVERY "${text}" is not a time between 1m and 7d`])
    expect(settings.everyMs).toBe(6 * HOUR_MS)
  })

  test.each(['0', '-1', '1.5', 'many'])('the count %s', (text) => {
    const names = ['FAIRLEAD_VERIFY_AT_ONCE', 'FAIRLEAD_VERIFY_PER_HOST', 'FAIRLEAD_VERIFY_HOST_REQUESTS']
    const [, problems] = read(Object.fromEntries(names.map((name) => [name, text])))
    expect(problems).toEqual(names.map((name) => `${name} "${text}" is not a number of them`))
  })
})

test('counts are taken as they are', () => {
  const env = {
    FAIRLEAD_VERIFY_AT_ONCE: '64',
    FAIRLEAD_VERIFY_PER_HOST: '8',
    FAIRLEAD_VERIFY_HOST_REQUESTS: '100',
  }
  expect(read(env)[0]).toMatchObject({ concurrency: 64, perHost: 8, requestsPerSecond: 100 })
})
