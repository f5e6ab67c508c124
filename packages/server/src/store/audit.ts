import type { AuditFilter, AuditStore } from '@fairlead/core'
import { and, desc, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Database } from './database.ts'
import { isUuid } from './missing.ts'
import { auditEntry } from './schema.ts'

const { sequence, ...columns } = getTableColumns(auditEntry)

/** Whether a column holds a text, in any case; no character of the text means anything else. */
const holds = (column: PgColumn, text: string): SQL => sql`strpos(lower(${column}), lower(${text})) > 0`

const matches = ({ actor, action, targetType, target }: AuditFilter): SQL | undefined =>
  and(
    actor ? holds(auditEntry.actor, actor) : undefined,
    action ? eq(auditEntry.action, action) : undefined,
    targetType ? eq(auditEntry.targetType, targetType) : undefined,
    target ? or(eq(auditEntry.targetId, target), holds(auditEntry.targetName, target)) : undefined,
  )

export const createAuditStore = (db: Database): AuditStore => ({
  async append(entry) {
    await db.insert(auditEntry).values(entry)
  },
  async list(organizationId, { page, pageSize }, filter = {}) {
    if (!isUuid(organizationId)) return []
    return db
      .select(columns)
      .from(auditEntry)
      .where(and(eq(auditEntry.organizationId, organizationId), matches(filter)))
      .orderBy(desc(sequence))
      .limit(pageSize)
      .offset(page * pageSize)
  },
})
