import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { Pool, type PoolClient, type PoolConfig } from 'pg'
import type { Log } from '../log.ts'

/** A pool, or one client that is in a transaction. */
export type Database = NodePgDatabase

export const databaseOn = (client: Pool | PoolClient): Database => drizzle(client)

/**
 * Bounds of every session, in milliseconds: a statement that hangs, or a transaction that its holder forgot, must not
 * hold locks forever.
 */
const SESSION_LIMITS = {
  connectionTimeoutMillis: 10_000,
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 60_000,
  keepAlive: true,
} as const satisfies PoolConfig

/** A pool whose broken connections are logged and replaced; none of them ends the process. */
export function openPool(connection: PoolConfig, log: Log): Pool {
  const pool = new Pool({ application_name: 'fairlead', max: 10, ...SESSION_LIMITS, ...connection })
  const report = (error: Error): void => log.warn({ error: error.message }, 'A database connection broke.')
  pool.on('error', report)
  // The pool listens to idle clients only; one that breaks between two statements of a transaction would be unhandled.
  pool.on('connect', (client) => client.on('error', report))
  return pool
}
