import type { QuotaReport } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { expect, test } from 'vitest'
import { watchQuota } from './quota-watch.ts'

const NOW = new Date('2026-11-22T10:00:00.000Z')
const clock = { now: () => NOW }
const inSeconds = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000)

type Answer = [status: number, headers?: Record<string, string>]

/** What is reported of a piece of work that gets these answers one after another. */
async function reportOf(...answers: Answer[]): Promise<QuotaReport> {
  const left = [...answers]
  const inner = async (): Promise<Response> => {
    const [status = 200, headers = {}] = left.shift() ?? []
    return new Response(null, { status, headers })
  }
  const { fetch, quotaWatch } = watchQuota(inner as Fetch, clock)
  const work = async () => {
    for (const _ of answers) await fetch('http://127.0.0.1/')
  }
  return (await quotaWatch.during(work)).quota
}

test('answers without limits leave nothing to wait for, and are counted', async () => {
  expect(await reportOf([200], [404], [500])).toEqual({
    requests: 3,
    hostRestsUntil: null,
    ownRestsUntil: null,
  })
})

test.each<[string, Answer, number]>([
  ['429 with seconds', [429, { 'retry-after': '90' }], 90],
  ['429 with a date', [429, { 'retry-after': 'Sun, 22 Nov 2026 10:02:00 GMT' }], 120],
  ['429 without a word', [429], 60],
  ["403 with GitHub's secondary limit", [403, { 'retry-after': '30' }], 30],
  ['503 of a busy host', [503, { 'retry-after': '5' }], 5],
  ['a year', [429, { 'retry-after': '31536000' }], 6 * 3600],
])('%s: the host is left alone', async (_, answer, seconds) => {
  expect(await reportOf([200], answer)).toMatchObject({
    hostRestsUntil: inSeconds(seconds),
    ownRestsUntil: null,
  })
})

test('the longest of several rests counts', async () => {
  const report = await reportOf([429, { 'retry-after': '90' }], [429, { 'retry-after': '10' }], [200])
  expect(report.hostRestsUntil).toEqual(inSeconds(90))
})

test('a quota that is nearly used up is its own credential’s matter', async () => {
  const reset = String(inSeconds(1800).getTime() / 1000)
  const headers = (remaining: string) => ({
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': reset,
  })
  expect((await reportOf([200, headers('501')])).ownRestsUntil).toBeNull()
  expect(await reportOf([200, headers('499')])).toMatchObject({
    hostRestsUntil: null,
    ownRestsUntil: inSeconds(1800),
  })
  expect(await reportOf([403, headers('0')])).toMatchObject({
    hostRestsUntil: null,
    ownRestsUntil: inSeconds(1800),
  })
})

test('two pieces of work at once hear of their own answers only, also by a way of their own', async () => {
  const answering = async (input: string | URL | Request): Promise<Response> => {
    await new Promise((resolve) => setImmediate(resolve))
    const limited = String(input).endsWith('/limited')
    return new Response(null, limited ? { status: 429, headers: { 'retry-after': '9' } } : { status: 200 })
  }
  const inner: Fetch = Object.assign(answering, { via: () => answering })
  const { fetch, quotaWatch } = watchQuota(inner, clock)
  const [limited, free] = await Promise.all([
    quotaWatch.during(async () => fetch.via?.({})('http://127.0.0.1/limited')),
    quotaWatch.during(async () => fetch('http://127.0.0.1/free')),
  ])
  expect(limited.quota).toMatchObject({ requests: 1, hostRestsUntil: inSeconds(9) })
  expect(free.quota).toMatchObject({ requests: 1, hostRestsUntil: null })
  expect((await fetch('http://127.0.0.1/limited')).status).toBe(429)
})
