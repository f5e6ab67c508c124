import type { Cluster, NamedStore } from '@fairlead/core'
import { eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import { expectRow, isUuid } from './missing.ts'
import { inOrderOf } from './order.ts'
import { cluster } from './schema.ts'

export const createClusterStore = (db: Database): NamedStore<Cluster> => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select().from(cluster).where(eq(cluster.id, id))
    return row
  },
  async listOf(organizationId) {
    if (!isUuid(organizationId)) return []
    return db
      .select()
      .from(cluster)
      .where(eq(cluster.organizationId, organizationId))
      .orderBy(inOrderOf(cluster.name))
  },
  async insert(value) {
    await db.insert(cluster).values(value)
  },
  async save({ id, ...value }) {
    const rows = await db.update(cluster).set(value).where(eq(cluster.id, id)).returning({ id: cluster.id })
    expectRow(rows, 'cluster.not_found', 'cluster', id)
  },
  async delete(id) {
    await db.delete(cluster).where(eq(cluster.id, id))
  },
})
