import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startProgram } from '../postgres/testing/child.ts'
import { insertSamples, sampleDeployment } from '../store/testing/samples.ts'
import { startTestDatabase, type TestDatabase } from '../store/testing/test-database.ts'
import { openTestServer, type TestServer } from './testing/open-test-server.ts'

let postgres: TestDatabase
let database: TestDatabase
const servers: TestServer[] = []
beforeAll(async () => {
  // Keeps the process's PostgreSQL up between the tests, each of which has a database of its own.
  postgres = await startTestDatabase()
})
beforeEach(async () => {
  database = await startTestDatabase()
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
  await database.close()
})
afterAll(() => postgres.close())

async function open(): Promise<TestServer> {
  const server = await openTestServer(database.connection)
  servers.push(server)
  return server
}

/** Resolves when the signal fires, as a run that stops at once. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

const until = <T>(look: () => Promise<T> | T): Promise<T> =>
  vi.waitFor(look, { timeout: 20_000, interval: 20 })

test('a deployment that was requested is run once, and ends', async () => {
  const server = await open()
  const runs: string[] = []
  await server.start(async (id) => {
    runs.push(id)
    await server.finish(id)
  })
  const { id } = await server.request()
  await until(async () =>
    expect(await server.opened.store.deployments.get(id)).toMatchObject({ state: 'succeeded' }),
  )
  expect(runs).toEqual([id])
})

test('a transaction that is rolled back takes the job with it', async () => {
  const server = await open()
  const { store, pool } = server.opened
  const { container } = await insertSamples(store)
  const deployment = sampleDeployment(container)
  await store
    .transaction(async (tx) => {
      await tx.deployments.insert(deployment)
      await tx.jobs.runDeployment(deployment.id)
      throw new Error('no')
    })
    .catch(() => undefined)
  const { rows } = await pool.query('select 1 from fairlead_jobs.job where singleton_key = $1', [
    deployment.id,
  ])
  expect(rows).toEqual([])
})

test('a deployment is taken up by the sweep even when its job was lost', async () => {
  const server = await open()
  const { container } = await insertSamples(server.opened.store)
  const deployment = sampleDeployment(container)
  await server.opened.store.deployments.insert(deployment)
  const taken = Promise.withResolvers<string>()
  await server.start(async (id) => {
    await server.finish(id)
    taken.resolve(id)
  })
  expect(await taken.promise).toBe(deployment.id)
})

describe('one process at a time', () => {
  test('two servers with eager sweeps never run one deployment at once, and miss none', async () => {
    const [a, b] = [await open(), await open()]
    const now = new Map<string, number>()
    const runs: string[] = []
    const run = (server: TestServer) => async (id: string) => {
      expect(now.get(id) ?? 0).toBe(0)
      now.set(id, 1)
      runs.push(id)
      await server.opened.store.organizations.list()
      await server.finish(id)
      now.delete(id)
    }
    await a.start(run(a), { sweepEveryMs: 5 })
    await b.start(run(b), { sweepEveryMs: 5 })
    const wanted = await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 ? a : b).request()))
    await until(async () => {
      for (const { id } of wanted) {
        expect(await a.opened.store.deployments.get(id)).toMatchObject({ state: 'succeeded' })
      }
    })
    expect(runs.sort()).toEqual(wanted.map(({ id }) => id).sort())
  })

  test('a run whose lease another took is told to stop', async () => {
    const server = await open()
    const { id } = await server.request()
    const started = Promise.withResolvers<void>()
    const told = Promise.withResolvers<unknown>()
    await server.start(async (_, signal) => {
      started.resolve()
      await aborted(signal).catch(told.resolve)
      throw signal.reason
    })
    await started.promise
    await server.opened.pool.query(
      `update fairlead.deployment set lease_owner = 'thief', lease_until = now() + interval '1 hour' where id = $1`,
      [id],
    )
    expect(await told.promise).toMatchObject({ code: 'operation.canceled' })
  })
})

test('a run that throws is tried again, and told of each time', async () => {
  const server = await open()
  const { id } = await server.request()
  const failures: unknown[] = []
  const done = Promise.withResolvers<void>()
  let attempts = 0
  await server.start(
    async () => {
      attempts += 1
      if (attempts === 1) throw new Error('first')
      await server.finish(id)
      done.resolve()
    },
    { onRunFailed: async (...failure) => void failures.push(failure) },
  )
  await done.promise
  expect(failures).toEqual([[id, new Error('first'), 1]])
})

describe('stop', () => {
  test('lets what runs come to its end within the grace time', async () => {
    const server = await open()
    const { id } = await server.request()
    const started = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const jobs = await server.start(async () => {
      started.resolve()
      await end.promise
      await server.finish(id)
    })
    await started.promise
    const stopped = jobs.stop({ graceMs: 20_000 })
    end.resolve()
    await stopped
    expect(await server.opened.store.deployments.get(id)).toMatchObject({ state: 'succeeded' })
  })

  test('after it, what runs is aborted and another server goes on at once', async () => {
    const [a, b] = [await open(), await open()]
    const { id } = await a.request()
    const started = Promise.withResolvers<void>()
    // A lease and sweeps that would take an hour: only the hand-over can be what wakes the other one.
    const slow = { leaseMs: 3_600_000, renewEveryMs: 1_200_000, sweepEveryMs: 3_600_000 }
    const jobs = await a.start(async (_, signal) => {
      started.resolve()
      await aborted(signal)
    }, slow)
    await started.promise
    const taken = Promise.withResolvers<string>()
    await b.start(async (each) => {
      await b.finish(each)
      taken.resolve(each)
    }, slow)
    await jobs.stop({ graceMs: 0 })
    expect(await taken.promise).toBe(id)
  })
})

test('after kill -9 of a worker another one takes its deployment up again', async () => {
  const server = await open()
  const worker = fileURLToPath(new URL('./testing/worker.ts', import.meta.url))
  const child = startProgram(worker, JSON.stringify(database.connection))
  expect(await child.line()).toBe('ready')
  const { id } = await server.request()
  expect(await child.line()).toBe(id)
  const taken = Promise.withResolvers<string>()
  await server.start(async (each) => {
    await server.finish(each)
    taken.resolve(each)
  })
  await child.kill()
  expect(await taken.promise).toBe(id)
  await until(async () =>
    expect(await server.opened.store.deployments.get(id)).toMatchObject({ state: 'succeeded' }),
  )
})
