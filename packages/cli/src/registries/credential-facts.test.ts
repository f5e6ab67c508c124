import { expect, test } from 'vitest'
import { credentialFacts } from './credential-facts.ts'

const UNKNOWN = { expires_at: null, stated_expires_at: null }
const DAY = '2030-01-31T00:00:00.000Z'
type Credential = Parameters<typeof credentialFacts>[1]

const shown = (credential: Credential, dated = UNKNOWN as Parameters<typeof credentialFacts>[0]) =>
  Object.fromEntries(credentialFacts(dated, credential))

test.each([
  [6 * 3600, undefined, '87 of 100 left in 6 hours'],
  [3600, '203.0.113.7', '87 of 100 left in an hour, counted for 203.0.113.7'],
  [5400, 'ada', '87 of 100 left in 1.5 hours, counted for ada'],
])(
  'the pull limit of Docker Hub is told with its window and whom it counts for',
  (windowSeconds, countedFor, told) => {
    const rateLimit = { limit: 100, remaining: 87, windowSeconds, ...(countedFor ? { countedFor } : {}) }
    expect(shown({ type: 'docker-personal', rateLimit })['pull limit']).toBe(told)
  },
)

test('a registry that tells no limit shows none', () => {
  expect(shown({ type: 'docker-personal' })['pull limit']).toBeUndefined()
})

test('an end says whether it was only stated, also of what was never verified', () => {
  const stated = { expires_at: DAY, stated_expires_at: DAY }
  expect(shown(undefined, stated).expires).toBe('2030-01-31 00:00:00Z, as stated')
  const told = { expires_at: DAY, stated_expires_at: '2029-01-31T00:00:00.000Z' }
  expect(shown({ type: 'gitlab-personal', expiresAt: DAY }, told).expires).toBe('2030-01-31 00:00:00Z')
  expect(shown({ type: 'github-classic', expiresAt: null }).expires).toBe('never')
  expect(shown({ type: 'unknown' }).expires).toBeUndefined()
})
