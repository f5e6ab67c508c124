import type { OrganizationStore } from '@fairlead/core'
import { eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import { expectRow, isUuid } from './missing.ts'
import { inOrderOf } from './order.ts'
import { organization } from './schema.ts'

export const createOrganizationStore = (db: Database): OrganizationStore => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select().from(organization).where(eq(organization.id, id))
    return row
  },
  async list() {
    return db.select().from(organization).orderBy(inOrderOf(organization.name))
  },
  async insert(value) {
    await db.insert(organization).values(value)
  },
  async save({ id, ...value }) {
    const rows = await db
      .update(organization)
      .set(value)
      .where(eq(organization.id, id))
      .returning({ id: organization.id })
    expectRow(rows, 'organization.not_found', 'organization', id)
  },
  async delete(id) {
    await db.delete(organization).where(eq(organization.id, id))
  },
})
