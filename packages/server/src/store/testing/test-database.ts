import { randomUUID } from 'node:crypto'
import type { PoolConfig } from 'pg'
import { runStatement, startTestCluster, TEMPLATE, type TestCluster } from './test-cluster.ts'

export interface TestDatabase {
  /** A database of its own with every table in place, on a real PostgreSQL of this test process. */
  readonly connection: PoolConfig
  close(): Promise<void>
}

let shared: Promise<TestCluster> | undefined
let users = 0

/**
 * For tests: a fresh migrated database, with the queue's tables. The first one of a test process starts its PostgreSQL
 * and the last `close` ends it, so open it in `beforeAll` and share it within a file where tests allow.
 */
export async function startTestDatabase(): Promise<TestDatabase> {
  users += 1
  shared ??= startTestCluster()
  const cluster = await shared
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await runStatement(cluster.connection, `create database ${name} template ${TEMPLATE}`)
  let closed = false
  return {
    connection: { ...cluster.connection, database: name },
    async close() {
      if (closed) return
      closed = true
      users -= 1
      if (users > 0) return runStatement(cluster.connection, `drop database ${name} with (force)`)
      shared = undefined
      await cluster.close()
    },
  }
}
