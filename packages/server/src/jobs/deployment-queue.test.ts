import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { silentLog } from '../log.ts'
import { startTestDatabase, type TestDatabase } from '../store/testing/test-database.ts'
import { openDeploymentQueue } from './deployment-queue.ts'
import { openTestServer } from './testing/open-test-server.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

test('a deployment waits in the queue once, however often it was asked for', async () => {
  const server = await openTestServer(database.connection)
  const id = crypto.randomUUID()
  await server.opened.store.jobs.runDeployment(id)
  await server.opened.store.jobs.runDeployment(id)
  await server.queue.wake([id, id])
  const { rows } = await server.opened.pool.query(
    `select state from fairlead_jobs.job where singleton_key = $1`,
    [id],
  )
  expect(rows).toEqual([{ state: 'created' }])
  await server.close()
})

test('while one is being handled another may wait: the handler may be dead', async () => {
  const server = await openTestServer(database.connection)
  const id = crypto.randomUUID()
  const handled: string[] = []
  const end = Promise.withResolvers<void>()
  await server.queue.work(2, async (each) => {
    if (each !== id) return
    handled.push(each)
    await end.promise
  })
  await server.queue.wake([id])
  await vi.waitFor(() => expect(handled).toEqual([id]), { timeout: 20_000 })
  await server.queue.wake([id])
  await vi.waitFor(() => expect(handled).toEqual([id, id]), { timeout: 20_000 })
  end.resolve()
  await server.close()
})

test('a database that does not answer is one clear line', async () => {
  const connection = { host: '/nonexistent', user: 'x', database: 'x' }
  await expect(openDeploymentQueue({ connection, log: silentLog })).rejects.toMatchObject({
    code: 'database.unavailable',
    message: expect.stringMatching(/^The database cannot be used: .*ENOENT.*\.$/),
  })
})
