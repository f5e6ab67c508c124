import type { DeployTarget, LogLine } from '@fairlead/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whileUsed } from './used-target.ts'

const IDLE_MS = 60_000
const signal = () => AbortSignal.timeout(10_000)
const SERVICE = {} as Parameters<DeployTarget['status']>[0]

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

/** A target whose answers a test gives. */
function play() {
  const told: string[] = []
  const status = Promise.withResolvers<Awaited<ReturnType<DeployTarget['status']>>>()
  const line = Promise.withResolvers<LogLine>()
  const inner = {
    kind: 'kubernetes',
    status: () => status.promise,
    check: async () => {
      throw new Error('It does not answer.')
    },
    async *logs() {
      yield await line.promise
    },
    close: async () => void told.push('closed'),
  } as unknown as DeployTarget
  const used = whileUsed(inner, IDLE_MS, () => told.push('forgotten'))
  return { ...used, told, status, line }
}

/** Longer than a target is left idle. */
const pass = () => vi.advanceTimersByTimeAsync(4 * IDLE_MS)

test('a target that nobody asks is forgotten and closed', async () => {
  const { told } = play()
  await pass()
  expect(told).toEqual(['forgotten', 'closed'])
})

test('one that is being asked is left until it has answered, however it answers', async () => {
  const { target, told, status } = play()
  const asking = target.status(SERVICE, signal())
  await expect(target.check(signal())).rejects.toThrow('It does not answer.')
  await pass()
  expect(told).toEqual([])
  status.resolve({ state: 'running', runningInstances: 1, endpoints: [], message: '' })
  expect(await asking).toMatchObject({ state: 'running' })
  await pass()
  expect(told).toEqual(['forgotten', 'closed'])
})

test('one whose logs somebody follows is left until they are done', async () => {
  const { target, told, line } = play()
  const lines = target.logs?.(SERVICE, { follow: true, tail: 10 }, signal())
  const reading = lines?.[Symbol.asyncIterator]()
  const first = reading?.next()
  await pass()
  expect(told).toEqual([])
  line.resolve({ at: '', stream: 'stdout', message: 'hello', instance: 'a' })
  expect((await first)?.value).toMatchObject({ message: 'hello' })
  await reading?.return?.()
  await pass()
  expect(told).toEqual(['forgotten', 'closed'])
})

test('what a target does not offer is not offered', () => {
  const { target } = play()
  expect([target.kind, target.preview, target.keepPullLogin]).toEqual(['kubernetes', undefined, undefined])
})
