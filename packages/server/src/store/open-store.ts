import type { Clock, EventSignal, Store } from '@fairlead/core'
import type { Pool, PoolConfig } from 'pg'
import type { SqlExecutor } from '../jobs/deployment-queue.ts'
import type { Log } from '../log.ts'

export interface StoreOptions {
  readonly connection: PoolConfig
  readonly clock: Clock
  readonly log?: Log
  /**
   * Puts a deployment into the queue within the transaction of `sql` (`DeploymentQueue.enqueue`). Without it a
   * deployment waits until a worker's sweep finds it.
   */
  readonly enqueue?: (deploymentId: string, sql: SqlExecutor) => Promise<void>
}

export interface OpenedStore {
  readonly store: Store
  readonly eventSignal: EventSignal
  readonly pool: Pool
  /**
   * Ends every lease, so that what a killed server ran is taken up at once. Only where no other server can be on this
   * database: at the start of one on an embedded PostgreSQL.
   */
  releaseLeases(): Promise<void>
  close(): Promise<void>
}

/** Migrates the database to this version's tables and opens the store on it. Throws `database.unavailable`. */
export async function openStore(_options: StoreOptions): Promise<OpenedStore> {
  throw new Error('being written')
}
