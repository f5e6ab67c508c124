import { AppError, type ContainerRegistry, credentialExpiry, type RegistryStore } from '@fairlead/core'
import { and, eq, getTableColumns, isNotNull, lte, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { expectRow, isUuid } from './missing.ts'
import { inOrderOf } from './order.ts'
import { registry } from './schema.ts'

// The verification holds it; the column is there to find registries by it.
const { expiresAt: _expiresAt, ...columns } = getTableColumns(registry)

/** Null where it is not known, and for what a registry called a time and is none. */
function expiryOf(value: Pick<ContainerRegistry, 'verification' | 'statedExpiry'>): string | null {
  const time = Date.parse(credentialExpiry(value) ?? '')
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

export const createRegistryStore = (db: Database): RegistryStore => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select(columns).from(registry).where(eq(registry.id, id))
    return row
  },
  async lock(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select(columns).from(registry).where(eq(registry.id, id)).for('update')
    return row
  },
  async listOf(organizationId) {
    if (!isUuid(organizationId)) return []
    return db
      .select(columns)
      .from(registry)
      .where(eq(registry.organizationId, organizationId))
      .orderBy(inOrderOf(registry.name))
  },
  async insert(value) {
    await db.insert(registry).values({ ...value, expiresAt: expiryOf(value) })
  },
  async save({ id, version, ...value }) {
    const [saved] = await db
      .update(registry)
      .set({ ...value, expiresAt: expiryOf(value), version: version + 1 })
      .where(and(eq(registry.id, id), eq(registry.version, version)))
      .returning(columns)
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
      // Whoever records it has put what was said in the place of what was not told.
      .set({ verification, expiresAt: expiryOf({ verification, statedExpiry: null }) })
      .where(and(eq(registry.id, id), eq(registry.version, version)))
      .returning({ id: registry.id })
    return rows.length > 0
  },
  async rotatedUntil(at) {
    // Times of the domain are of one length, so that their texts are in the order of time.
    const until = sql<string>`${registry.previous} ->> 'until'`
    const rows = await db
      .select({ id: registry.id })
      .from(registry)
      .where(and(isNotNull(registry.previous), lte(until, at.toISOString())))
      .orderBy(until)
      .limit(100)
    return rows.map(({ id }) => id)
  },
  async delete(id) {
    await db.delete(registry).where(eq(registry.id, id))
  },
})
