import { fileURLToPath } from 'node:url'
import { AppError } from '@fairlead/core'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type { Pool, PoolClient } from 'pg'
import { type Database, databaseOn } from './database.ts'
import { startupError } from './database-fault.ts'

const MIGRATIONS = {
  migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
  migrationsSchema: 'fairlead',
  migrationsTable: 'migration',
}

// Any constant of our own. https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS
const MIGRATION_LOCK = 0x4641_4952

const OLDEST_VERSION = 15

async function refuseOld(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    `select current_setting('server_version_num') as version`,
  )
  const major = Math.floor(Number(rows[0]?.version) / 10_000)
  if (major < OLDEST_VERSION) {
    throw new AppError(
      'database.unavailable',
      `The database is PostgreSQL ${major}; Fairlead needs ${OLDEST_VERSION} or newer. Upgrade it, or set DATABASE_URL to another.`,
    )
  }
}

/** A newer Fairlead may have changed tables in ways that this one would damage. */
async function refuseNewer(db: Database): Promise<void> {
  const { rows: found } = await db.execute<{ there: boolean }>(
    sql`select to_regclass('fairlead.migration') is not null as there`,
  )
  if (!found[0]?.there) return
  const { rows } = await db.execute<{ last: string | null }>(
    sql`select max(created_at) as last from fairlead.migration`,
  )
  const newest = Math.max(...readMigrationFiles(MIGRATIONS).map(({ folderMillis }) => folderMillis))
  if (Number(rows[0]?.last ?? 0) > newest) {
    throw new AppError(
      'database.unavailable',
      'The database was written by a newer version of Fairlead. Start that version, or restore a backup of before.',
    )
  }
}

/** Brings the tables to this version. Servers that start at once wait for each other. Throws `database.unavailable`. */
export async function migrateDatabase(pool: Pool): Promise<void> {
  try {
    const client = await pool.connect()
    try {
      await refuseOld(client)
      // A migration may take longer than any other statement.
      await client.query('set statement_timeout = 0')
      await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
      const db = databaseOn(client)
      await refuseNewer(db)
      await migrate(db, MIGRATIONS)
    } finally {
      // Ends the session, and with it the lock and the setting.
      client.release(true)
    }
  } catch (error) {
    throw startupError(error)
  }
}
