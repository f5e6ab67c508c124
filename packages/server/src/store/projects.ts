import type { NamedStore, Project } from '@fairlead/core'
import { eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import { expectRow, isUuid } from './missing.ts'
import { inOrderOf } from './order.ts'
import { project } from './schema.ts'

export const createProjectStore = (db: Database): NamedStore<Project> => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select().from(project).where(eq(project.id, id))
    return row
  },
  async listOf(organizationId) {
    if (!isUuid(organizationId)) return []
    return db
      .select()
      .from(project)
      .where(eq(project.organizationId, organizationId))
      .orderBy(inOrderOf(project.name))
  },
  async insert(value) {
    await db.insert(project).values(value)
  },
  async save({ id, ...value }) {
    const rows = await db.update(project).set(value).where(eq(project.id, id)).returning({ id: project.id })
    expectRow(rows, 'project.not_found', 'project', id)
  },
  async delete(id) {
    await db.delete(project).where(eq(project.id, id))
  },
})
