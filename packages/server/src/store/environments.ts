import type { Repositories } from '@fairlead/core'
import { eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import { expectRow, isUuid } from './missing.ts'
import { inOrderOf } from './order.ts'
import { environment } from './schema.ts'

export const createEnvironmentStore = (db: Database): Repositories['environments'] => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select().from(environment).where(eq(environment.id, id))
    return row
  },
  async listOf(projectId) {
    if (!isUuid(projectId)) return []
    return db
      .select()
      .from(environment)
      .where(eq(environment.projectId, projectId))
      .orderBy(inOrderOf(environment.name))
  },
  async onCluster(clusterId) {
    if (!isUuid(clusterId)) return []
    return db
      .select()
      .from(environment)
      .where(eq(environment.clusterId, clusterId))
      .orderBy(inOrderOf(environment.name))
  },
  async insert(value) {
    await db.insert(environment).values(value)
  },
  async save({ id, ...value }) {
    const rows = await db
      .update(environment)
      .set(value)
      .where(eq(environment.id, id))
      .returning({ id: environment.id })
    expectRow(rows, 'environment.not_found', 'environment', id)
  },
  async delete(id) {
    await db.delete(environment).where(eq(environment.id, id))
  },
})
