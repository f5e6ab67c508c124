import type { AuditStore } from '@fairlead/core'
import { desc, eq, getTableColumns } from 'drizzle-orm'
import type { Database } from './database.ts'
import { isUuid } from './missing.ts'
import { auditEntry } from './schema.ts'

const { sequence, ...columns } = getTableColumns(auditEntry)

export const createAuditStore = (db: Database): AuditStore => ({
  async append(entry) {
    await db.insert(auditEntry).values(entry)
  },
  async list(organizationId, { page, pageSize }) {
    if (!isUuid(organizationId)) return []
    return db
      .select(columns)
      .from(auditEntry)
      .where(eq(auditEntry.organizationId, organizationId))
      .orderBy(desc(sequence))
      .limit(pageSize)
      .offset(page * pageSize)
  },
})
