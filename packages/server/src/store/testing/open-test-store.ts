import { type Clock, systemClock } from '@fairlead/core'
import { afterAll, beforeAll } from 'vitest'
import { type OpenedStore, openStore } from '../open-store.ts'
import { startTestDatabase, type TestDatabase } from './test-database.ts'

/** One database for a test file, and as many stores on it as its tests ask for; all closed after the last test. */
export function useTestStores(): {
  database(): TestDatabase
  open(options?: { clock?: Clock }): Promise<OpenedStore>
} {
  let database: TestDatabase | undefined
  const opened: OpenedStore[] = []
  beforeAll(async () => {
    database = await startTestDatabase()
  })
  afterAll(async () => {
    for (const each of opened) await each.close()
    await database?.close()
  })
  const current = (): TestDatabase => {
    if (database) return database
    throw new Error('The test database is there from beforeAll on.')
  }
  return {
    database: current,
    async open({ clock = systemClock } = {}) {
      const store = await openStore({ connection: current().connection, clock })
      opened.push(store)
      return store
    },
  }
}
