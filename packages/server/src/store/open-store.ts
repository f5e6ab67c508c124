import type { Clock, EventSignal, Store } from '@fairlead/core'
import { isNotNull, sql } from 'drizzle-orm'
import type { Pool, PoolConfig } from 'pg'
import type { SqlExecutor } from '../jobs/deployment-queue.ts'
import { type Log, silentLog } from '../log.ts'
import { databaseOn, openPool } from './database.ts'
import { openEventSignal } from './event-signal.ts'
import { migrateDatabase } from './migrate.ts'
import { createRepositories, type RepositoryContext } from './repositories.ts'
import { deployment, verificationPlan, webhookDelivery } from './schema.ts'
import { runTransaction } from './transaction.ts'

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

/**
 * Migrates the database to this version's tables and opens the store on it. Throws `database.unavailable`. Failures of
 * the store are `AppError`s; a broken connection is replaced and never ends the process.
 */
export async function openStore({
  connection,
  clock,
  log = silentLog,
  enqueue,
}: StoreOptions): Promise<OpenedStore> {
  const pool = openPool(connection, log)
  try {
    await migrateDatabase(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  const context: RepositoryContext = { clock, enqueue: enqueue ?? (async () => undefined) }
  const direct = createRepositories(pool, context)
  const transaction: Store['transaction'] = (work, options) => runTransaction(pool, context, work, options)
  const signal = openEventSignal(connection, log)
  return {
    store: {
      ...direct,
      events: { ...direct.events, append: (event) => transaction((tx) => tx.events.append(event)) },
      transaction,
    },
    eventSignal: signal.eventSignal,
    pool,
    async releaseLeases() {
      const db = databaseOn(pool)
      const free = { leaseOwner: null, leaseUntil: null }
      await db.update(deployment).set(free).where(sql`${deployment.state} in ('queued', 'running')`)
      await db.update(verificationPlan).set(free).where(isNotNull(verificationPlan.leaseOwner))
      await db.update(webhookDelivery).set(free).where(isNotNull(webhookDelivery.leaseOwner))
    },
    async close() {
      await signal.close()
      await pool.end()
    },
  }
}
