import { AppError, type RegistryStore } from '@fairlead/core'
import { and, eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import { expectRow, isUuid } from './missing.ts'
import { inOrderOf } from './order.ts'
import { registry } from './schema.ts'

export const createRegistryStore = (db: Database): RegistryStore => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select().from(registry).where(eq(registry.id, id))
    return row
  },
  async lock(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select().from(registry).where(eq(registry.id, id)).for('update')
    return row
  },
  async listOf(organizationId) {
    if (!isUuid(organizationId)) return []
    return db
      .select()
      .from(registry)
      .where(eq(registry.organizationId, organizationId))
      .orderBy(inOrderOf(registry.name))
  },
  async insert(value) {
    await db.insert(registry).values(value)
  },
  async save({ id, version, ...value }) {
    const [saved] = await db
      .update(registry)
      .set({ ...value, version: version + 1 })
      .where(and(eq(registry.id, id), eq(registry.version, version)))
      .returning()
    if (saved) return saved
    expectRow(
      await db.select({ id: registry.id }).from(registry).where(eq(registry.id, id)),
      'registry.not_found',
      'container registry',
      id,
    )
    throw new AppError(
      'registry.conflict',
      'The container registry was changed by somebody else meanwhile. Read it again and repeat the change.',
    )
  },
  async saveVerification(id, version, verification) {
    const rows = await db
      .update(registry)
      .set({ verification })
      .where(and(eq(registry.id, id), eq(registry.version, version)))
      .returning({ id: registry.id })
    return rows.length > 0
  },
  async delete(id) {
    await db.delete(registry).where(eq(registry.id, id))
  },
})
