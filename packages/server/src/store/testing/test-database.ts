import type { PoolConfig } from 'pg'

export interface TestDatabase {
  /** A database of its own with every table in place, on a real PostgreSQL of this test process. */
  readonly connection: PoolConfig
  close(): Promise<void>
}

/** For tests: a fresh migrated database within some 50 ms, once the process's PostgreSQL runs. */
export async function startTestDatabase(): Promise<TestDatabase> {
  throw new Error('being written')
}
