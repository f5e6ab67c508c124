import type { VerificationHistory } from '@fairlead/core'
import { and, count, desc, eq, getTableColumns, lte } from 'drizzle-orm'
import type { Database } from './database.ts'
import { isUuid } from './missing.ts'
import { verificationRecord } from './schema.ts'

const KEPT = 200

const { sequence, ...columns } = getTableColumns(verificationRecord)

export const createVerificationHistory = (db: Database): VerificationHistory => ({
  async append(record) {
    await db.insert(verificationRecord).values(record)
    const { registryId } = record
    const [oldest] = await db
      .select({ sequence })
      .from(verificationRecord)
      .where(eq(verificationRecord.registryId, registryId))
      .orderBy(desc(sequence))
      .offset(KEPT)
      .limit(1)
    if (oldest === undefined) return
    await db
      .delete(verificationRecord)
      .where(and(eq(verificationRecord.registryId, registryId), lte(sequence, oldest.sequence)))
  },
  async listOf(registryId, { page, pageSize }) {
    if (!isUuid(registryId)) return []
    return db
      .select(columns)
      .from(verificationRecord)
      .where(eq(verificationRecord.registryId, registryId))
      .orderBy(desc(sequence))
      .limit(pageSize)
      .offset(page * pageSize)
  },
  async count(registryId) {
    if (!isUuid(registryId)) return 0
    const [row] = await db
      .select({ count: count() })
      .from(verificationRecord)
      .where(eq(verificationRecord.registryId, registryId))
    return row?.count ?? 0
  },
})
