import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@fairlead/core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import {
  type Reverification,
  type ReverificationOptions,
  startReverification,
} from '../src/jobs/reverify-registries.ts'
import { silentLog } from '../src/log.ts'
import { startProgram } from '../src/postgres/testing/child.ts'
import { type OpenedStore, openStore } from '../src/store/open-store.ts'
import { startTestDatabase, type TestDatabase } from '../src/store/testing/test-database.ts'
import { type CareWorld, openCareWorld, type Verify } from './support/care-world.ts'

let postgres: TestDatabase
let database: TestDatabase
let opened: OpenedStore[]
beforeAll(async () => {
  // Keeps the process's PostgreSQL up between the tests, each of which has a database of its own.
  postgres = await startTestDatabase()
})
afterAll(() => postgres.close())
beforeEach(async () => {
  database = await startTestDatabase()
  opened = []
})
afterEach(async () => {
  for (const each of opened) await each.close()
  await database.close()
})

interface Server {
  readonly world: CareWorld
  start(options?: Partial<ReverificationOptions>): Reverification
}

async function openServer(verify: Verify): Promise<Server> {
  const store = await openStore({ connection: database.connection, clock: systemClock })
  opened.push(store)
  const world = await openCareWorld(store, { clock: systemClock, verify })
  return {
    world,
    start(options = {}) {
      const running = startReverification({
        app: world.app,
        schedule: store.store.schedule,
        clock: systemClock,
        log: silentLog,
        owner: `test:${randomUUID()}`,
        everyMs: 3_600_000,
        concurrency: 8,
        perHost: 1000,
        requestsPerSecond: 1000,
        pollMs: 30,
        sweepEveryMs: 30,
        ...options,
      })
      onTestFinished(() => running.stop({ graceMs: 0 }))
      return running
    },
  }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index}`)
const until = <T>(look: () => Promise<T> | T): Promise<T> =>
  vi.waitFor(look, { timeout: 20_000, interval: 20 })

async function verifiedTimes(world: CareWorld): Promise<number[]> {
  const registries = await world.store.registries.listOf(world.organization.id)
  return Promise.all(registries.map(({ id }) => world.store.verifications.count(id)))
}

test('two servers verify each due registry once, and miss none', async () => {
  const asked: string[] = []
  const ask: Verify = ({ config }) => {
    asked.push(String(config.username))
    return {}
  }
  const [a, b] = [await openServer(ask), await openServer(ask)]
  await a.world.connect(names(60))
  a.start()
  b.start()
  await until(async () => expect(await verifiedTimes(a.world)).toEqual(names(60).map(() => 1)))
  expect(asked.toSorted()).toEqual(names(60).toSorted())
})

test('no more are verified at once than are allowed, of one host over all servers', async () => {
  const now = new Map<string, number>()
  let most = 0
  const ask: Verify = async ({ url }) => {
    now.set(url, (now.get(url) ?? 0) + 1)
    most = Math.max(most, now.get(url) ?? 0)
    await new Promise((resolve) => setImmediate(resolve))
    now.set(url, (now.get(url) ?? 0) - 1)
    return {}
  }
  const [a, b] = [await openServer(ask), await openServer(ask)]
  await a.world.connect(names(30))
  await a.world.connect(['elsewhere'], { url: 'https://other.test' })
  a.start({ perHost: 3 })
  b.start({ perHost: 3 })
  await until(async () => expect(await verifiedTimes(a.world)).toEqual(names(31).map(() => 1)))
  expect(most).toBeLessThanOrEqual(3)
})

test('one that is without a plan is taken in by itself', async () => {
  const { world, start } = await openServer(() => ({}))
  const [registry] = await world.connect(['alone'])
  if (!registry) throw new Error('not connected')
  await world.store.registries.delete(registry.id)
  await world.store.registries.insert(registry)
  start()
  await until(async () => expect((await world.store.schedule.dueTimes([registry.id])).size).toBe(1))
})

test('warnings of expiry come though the schedule is off, and then nothing is verified', async () => {
  let asked = 0
  const { world, start } = await openServer(() => {
    asked += 1
    return { expiresAt: new Date(Date.now() + 3 * 86_400_000 + 3_600_000).toISOString() }
  })
  const [registry] = await world.connect(['off'])
  if (!registry) throw new Error('not connected')
  const verified = await world.app.verifyRegistry(
    world.who,
    world.organization.id,
    registry.id,
    {},
    new AbortController().signal,
  )
  // As if it had been stored before warnings were given.
  await world.store.registries.delete(registry.id)
  await world.store.registries.insert({ ...registry, verification: verified })
  const before = await world.store.events.last(world.organization.id)
  start({ everyMs: null })
  await until(async () =>
    expect(await world.store.events.since(world.organization.id, before, 10)).toMatchObject([
      { type: 'registry.expiring', data: { daysLeft: 3 } },
    ]),
  )
  expect(asked).toBe(1)
})

test('stop lets what is under way end, and gives the rest back as it was', async () => {
  const begun: string[] = []
  const go = Promise.withResolvers<void>()
  const { world, start } = await openServer(async ({ config }, _, signal) => {
    begun.push(String(config.username))
    if (config.username === 'quick') await go.promise
    else
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    return {}
  })
  const [quick, slow] = await world.connect(['quick', 'slow'])
  if (!quick || !slow) throw new Error('not connected')
  const running = start()
  await until(() => expect(begun.toSorted()).toEqual(['quick', 'slow']))
  const stopped = running.stop({ graceMs: 300 })
  go.resolve()
  await stopped
  expect(await world.store.verifications.count(quick.id)).toBe(1)
  expect(await world.store.verifications.count(slow.id)).toBe(0)
  const now = new Date()
  const again = await world.store.schedule.take('next', now, now, { limit: 9, perHost: 9, except: [] })
  expect(again.map(({ registryId, failures }) => [registryId, failures])).toEqual([[slow.id, 0]])
})

test('one that outlasts its lease is given up before another may begin, and tried again later', async () => {
  let asked = 0
  const { world, start } = await openServer(async (_connection, _, signal) => {
    asked += 1
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    return {}
  })
  const [registry] = await world.connect(['endless'])
  if (!registry) throw new Error('not connected')
  // A fifth of the lease is left to write the failure down, which on a busy machine takes its time.
  start({ leaseMs: 4_000 })
  await until(async () => {
    const [due] = await world.store.schedule.dueTimes([registry.id]).then((times) => [...times.values()])
    expect(Date.parse(due ?? '')).toBeGreaterThan(Date.now() + 60_000)
  })
  expect(asked).toBe(1)
})

test('after kill -9 in the middle another server verifies what is left, and nothing of what was stored again', async () => {
  const asked: string[] = []
  const { world, start } = await openServer(({ config }) => {
    asked.push(String(config.username))
    return {}
  })
  const worker = fileURLToPath(new URL('./support/reverify-until-killed.ts', import.meta.url))
  await world.connect(['a', 'b', 'slow'])
  const child = startProgram(worker, JSON.stringify(database.connection))
  const told = new Set([await child.line(), await child.line(), await child.line()])
  expect(told).toEqual(new Set(['a', 'b', 'slow']))
  await until(async () => expect((await verifiedTimes(world)).toSorted()).toEqual([0, 1, 1]))
  await child.kill()
  start()
  await until(async () => expect(await verifiedTimes(world)).toEqual([1, 1, 1]))
  expect(asked).toEqual(['slow'])
})
