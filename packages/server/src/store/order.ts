import { type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'

/** By code point, whatever the database's locale is: two servers list in one order. */
export const inOrderOf = (name: AnyPgColumn): SQL => sql`${name} collate "C"`
