import { systemClock } from '@fairlead/core'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import { startTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
let client: Client
beforeAll(async () => {
  database = await startTestDatabase()
  client = new Client(database.connection)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.close()
})

const open = () => openStore({ connection: database.connection, clock: systemClock })

test('servers that start at once on an empty database make its tables once', async () => {
  await client.query('drop schema fairlead cascade')
  const opened = await Promise.all([open(), open(), open()])
  const { rows } = await client.query('select count(*)::int as migrations from fairlead.migration')
  expect(rows[0].migrations).toBeGreaterThan(0)
  for (const { store, close } of opened) {
    expect(await store.organizations.list()).toEqual([])
    await close()
  }
})

test('a database that a newer version wrote is left alone', async () => {
  await client.query(`insert into fairlead.migration (hash, created_at) values ('newer', 9999999999999)`)
  await expect(open()).rejects.toMatchObject({
    code: 'database.unavailable',
    message: expect.stringContaining('written by a newer version of Fairlead'),
  })
  await client.query(`delete from fairlead.migration where hash = 'newer'`)
})

test('a database that is not there, or refuses us, is one clear line', async () => {
  const connection = { ...database.connection, database: 'nothing_of_the_kind' }
  await expect(openStore({ connection, clock: systemClock })).rejects.toMatchObject({
    code: 'database.unavailable',
    message: 'The database refuses this server: database "nothing_of_the_kind" does not exist.',
  })
  const nowhere = { host: '/nonexistent', user: 'x', database: 'x' }
  await expect(openStore({ connection: nowhere, clock: systemClock })).rejects.toMatchObject({
    message: expect.stringMatching(/^The database cannot be used: .*ENOENT/),
  })
})

test('a closed store says so', async () => {
  const { store, close } = await open()
  await close()
  await expect(store.organizations.list()).rejects.toMatchObject({ code: 'database.unavailable' })
  await expect(store.transaction(async () => undefined)).rejects.toMatchObject({
    code: 'database.unavailable',
  })
})
