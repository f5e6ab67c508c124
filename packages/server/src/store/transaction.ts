import { setTimeout as delay } from 'node:timers/promises'
import { AppError, type Repositories, type TransactionOptions } from '@fairlead/core'
import type { Pool, PoolClient } from 'pg'
import { databaseFault, generalError, isConflict } from './database-fault.ts'
import { createRepositories, type RepositoryContext } from './repositories.ts'

/** How long a transaction that keeps losing against others is run again, in milliseconds. */
const RETRY_FOR_MS = 15_000
const LONGEST_PAUSE_MS = 200

const pauseMs = (attempt: number): number => Math.random() * Math.min(LONGEST_PAUSE_MS, 4 * 2 ** attempt)

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    const fault = databaseFault(error)
    throw fault === undefined ? error : generalError(fault)
  }
}

// A serializable transaction of small tables conflicts with others that only share an index page with it.
// https://www.postgresql.org/docs/15/transaction-iso.html#XACT-SERIALIZABLE
const BEGIN = {
  serializable: 'begin isolation level serializable',
  locking: 'begin isolation level read committed',
} as const

/**
 * Runs `work` once. In a serializable transaction what it reads stays true until it commits, so use cases need no locks
 * of their own. Throws the raw conflict, which `runTransaction` repeats.
 */
async function attemptTransaction<T>(
  client: PoolClient,
  context: RepositoryContext,
  work: (tx: Repositories) => Promise<T>,
  { isolation = 'serializable' }: TransactionOptions,
): Promise<T> {
  let ended = false
  try {
    await client.query(BEGIN[isolation])
    const result = await work(createRepositories(client, context, () => ended))
    ended = true
    const { command } = await client.query('commit')
    // A transaction with a failed statement, whose error `work` swallowed, "commits" as a rollback without an error.
    if (command !== 'COMMIT')
      throw new AppError('internal', 'A transaction went on after a failed statement.')
    return result
  } catch (error) {
    ended = true
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** `Store.transaction` on a pool. Throws what `work` throws, and `database.unavailable`. */
export async function runTransaction<T>(
  pool: Pool,
  context: RepositoryContext,
  work: (tx: Repositories) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const giveUpAt = performance.now() + RETRY_FOR_MS
  for (let attempt = 0; ; attempt += 1) {
    const client = await connect(pool)
    let broken: Error | undefined
    try {
      return await attemptTransaction(client, context, work, options)
    } catch (error) {
      const fault = databaseFault(error)
      if (fault !== undefined && /^(08|57|E)/.test(fault.sqlState)) broken = fault
      if (!isConflict(error)) {
        if (error instanceof AppError || fault === undefined) throw error
        throw generalError(fault)
      }
      if (performance.now() > giveUpAt) {
        throw new AppError('database.unavailable', 'Too many changes at once. Try again in a moment.', {
          cause: error,
        })
      }
    } finally {
      client.release(broken)
    }
    await delay(pauseMs(attempt))
  }
}
