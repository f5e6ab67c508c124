import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Lease, takeLease } from './lease.ts'

const LEASE_MS = 15_000
const RENEW_MS = 5_000

let now: () => number
let holds: boolean
let answers: boolean
let heldUntil: number

beforeEach(() => {
  vi.useFakeTimers()
  now = () => Date.now()
  holds = true
  answers = true
  heldUntil = 0
})
afterEach(() => vi.useRealTimers())

const take = (): Promise<Lease | undefined> =>
  takeLease('deployment', {
    deployments: {
      async lease(_id, _owner, until) {
        if (!answers) throw new Error('no database')
        if (holds) heldUntil = until.getTime()
        return holds
      },
    },
    clock: { now: () => new Date(now()) },
    owner: 'me',
    leaseMs: LEASE_MS,
    renewEveryMs: RENEW_MS,
  })

test('another owner’s lease is not taken, and nothing goes on in the background', async () => {
  holds = false
  expect(await take()).toBeUndefined()
  expect(vi.getTimerCount()).toBe(0)
})

test('it is renewed for as long as it is held', async () => {
  const lease = await take()
  for (let minute = 0; minute < 10; minute += 1) {
    await vi.advanceTimersByTimeAsync(60_000)
    expect(heldUntil).toBeGreaterThan(now() + LEASE_MS - 2 * RENEW_MS)
  }
  expect(lease?.signal.aborted).toBe(false)
  await lease?.release(0)
  expect(vi.getTimerCount()).toBe(0)
})

test('taken by another owner it tells at the next renewal', async () => {
  const lease = await take()
  holds = false
  await vi.advanceTimersByTimeAsync(RENEW_MS)
  expect(lease?.signal.reason).toMatchObject({ code: 'operation.canceled' })
  await lease?.release(0)
  expect(vi.getTimerCount()).toBe(0)
})

test('while the store does not answer it is held, and told lost before another may take it', async () => {
  const lease = await take()
  answers = false
  await vi.advanceTimersByTimeAsync(LEASE_MS * 0.8 - 1)
  expect(lease?.signal.aborted).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(lease?.signal.aborted).toBe(true)
  expect(now()).toBeLessThan(heldUntil)
})

test('a store that answers again in time is as if nothing had been', async () => {
  const lease = await take()
  answers = false
  await vi.advanceTimersByTimeAsync(2 * RENEW_MS)
  answers = true
  await vi.advanceTimersByTimeAsync(60_000)
  expect(lease?.signal.aborted).toBe(false)
  await lease?.release(0)
})

test('given up, it is free at once, or when the giver says', async () => {
  const lease = await take()
  await lease?.release(0)
  expect(heldUntil).toBe(now())
  const retried = await take()
  await retried?.release(3_000)
  expect(heldUntil).toBe(now() + 3_000)
})
