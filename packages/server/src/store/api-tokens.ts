import type { ApiTokenStore } from '@fairlead/core'
import { eq, isNull } from 'drizzle-orm'
import type { Database } from './database.ts'
import { isUuid } from './missing.ts'
import { inOrderOf } from './order.ts'
import { apiToken } from './schema.ts'

export const createApiTokenStore = (db: Database): ApiTokenStore => ({
  async byHash(hash) {
    const [row] = await db.select().from(apiToken).where(eq(apiToken.hash, hash))
    return row
  },
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select().from(apiToken).where(eq(apiToken.id, id))
    return row
  },
  async listOf(organizationId) {
    if (organizationId !== null && !isUuid(organizationId)) return []
    const owner =
      organizationId === null ? isNull(apiToken.organizationId) : eq(apiToken.organizationId, organizationId)
    return db.select().from(apiToken).where(owner).orderBy(inOrderOf(apiToken.name))
  },
  async insert(token) {
    await db.insert(apiToken).values(token)
  },
  async delete(id) {
    await db.delete(apiToken).where(eq(apiToken.id, id))
  },
})
