import type { WebhookStore } from '@fairlead/core'
import { asc, eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import { isUuid } from './missing.ts'
import { webhook } from './schema.ts'

export const createWebhookStore = (db: Database): WebhookStore => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select().from(webhook).where(eq(webhook.id, id))
    return row
  },
  async listOf(organizationId) {
    if (!isUuid(organizationId)) return []
    return db
      .select()
      .from(webhook)
      .where(eq(webhook.organizationId, organizationId))
      .orderBy(asc(webhook.targetUrl), asc(webhook.id))
  },
  async insert(value) {
    await db.insert(webhook).values(value)
  },
  async save({ id, ...value }) {
    await db.update(webhook).set(value).where(eq(webhook.id, id))
  },
  async delete(id) {
    await db.delete(webhook).where(eq(webhook.id, id))
  },
})
