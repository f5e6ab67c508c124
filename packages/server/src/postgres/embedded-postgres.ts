import type { PoolConfig } from 'pg'
import type { Log } from '../log.ts'

export interface EmbeddedPostgres {
  /** For pools and clients: a Unix socket, user and database `fairlead`. */
  readonly connection: PoolConfig
  /** Whether a PostgreSQL that an ended server left running was taken over. */
  readonly adopted: boolean
  /** Ends it: open transactions are rolled back, everything committed is on the disk. Idempotent. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL on the cluster in `folder`, making it first if it is absent, or takes over one that an ended server
 * left running. Throws `AppError` (`database.unavailable`) whose message says in one line what is wrong and what to do.
 */
export async function startEmbeddedPostgres(_options: {
  readonly folder: string
  readonly log: Log
}): Promise<EmbeddedPostgres> {
  throw new Error('being written')
}
