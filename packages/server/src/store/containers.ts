import { AppError, type ContainerService, type ContainerStore } from '@fairlead/core'
import { and, count, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { expectRow, isUuid } from './missing.ts'
import { inOrderOf } from './order.ts'
import { container, registry } from './schema.ts'

// The spec holds both; the columns are there to find services by them.
const { registryId: _registryId, imageName: _imageName, ...columns } = getTableColumns(container)

const byName = inOrderOf(container.name)

export const createContainerStore = (db: Database): ContainerStore => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select(columns).from(container).where(eq(container.id, id))
    return row
  },
  async listOf(environmentId) {
    if (!isUuid(environmentId)) return []
    return db
      .select(columns)
      .from(container)
      .where(eq(container.environmentId, environmentId))
      .orderBy(byName)
  },
  async usingRegistry(registryId) {
    if (!isUuid(registryId)) return []
    return db.select(columns).from(container).where(eq(container.registryId, registryId)).orderBy(byName)
  },
  async countUsing(registryIds) {
    const ids = registryIds.filter(isUuid)
    if (ids.length === 0) return new Map()
    const rows = await db
      .select({ id: container.registryId, count: count() })
      .from(container)
      .where(inArray(container.registryId, ids))
      .groupBy(container.registryId)
    return new Map(rows.flatMap(({ id, count }) => (id === null ? [] : [[id, count] as const])))
  },
  async usingImage(organizationId, imageName) {
    if (!isUuid(organizationId)) return []
    return db
      .select(columns)
      .from(container)
      .where(and(eq(container.organizationId, organizationId), eq(container.imageName, imageName)))
      .orderBy(byName)
  },
  async insert(value) {
    const { registryId, imageName } = value.spec
    await db.insert(container).values({ ...value, registryId, imageName })
  },
  async save({ id, version, ...value }): Promise<ContainerService> {
    const { registryId, imageName } = value.spec
    const [saved] = await db
      .update(container)
      .set({
        ...value,
        // The registry may be gone by a forced deletion; the service may still be renamed or deleted then.
        registryId: sql`(select ${registry.id} from ${registry} where ${registry.id} = ${registryId})`,
        imageName,
        version: version + 1,
      })
      .where(and(eq(container.id, id), eq(container.version, version)))
      .returning(columns)
    if (saved) return saved
    expectRow(
      await db.select({ id: container.id }).from(container).where(eq(container.id, id)),
      'container.not_found',
      'container',
      id,
    )
    throw new AppError(
      'container.conflict',
      'The container was changed by somebody else meanwhile. Read it again and repeat the change.',
    )
  },
  async delete(id) {
    await db.delete(container).where(eq(container.id, id))
  },
})
