import type { PoolConfig } from 'pg'
import type { Log } from '../log.ts'

/** Runs a statement in somebody's transaction. */
export interface SqlExecutor {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

/** The queue of deployments in the database. Opened before the store, which enqueues through it. */
export interface DeploymentQueue {
  /** Enqueues in the transaction of `sql`: rolled back with it, seen by workers once it is committed. */
  enqueue(deploymentId: string, sql: SqlExecutor): Promise<void>
  /** Ends its connections. Workers are ended by `Jobs.stop` before. */
  close(): Promise<void>
}

/** Installs the queue's tables if they are absent, and opens it. */
export async function openDeploymentQueue(_options: {
  readonly connection: PoolConfig
  readonly log: Log
}): Promise<DeploymentQueue> {
  throw new Error('being written')
}
