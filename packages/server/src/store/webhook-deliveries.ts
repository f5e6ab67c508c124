import type { WebhookDeliveries } from '@fairlead/core'
import { and, asc, desc, eq, getTableColumns, inArray, isNull, lte, or } from 'drizzle-orm'
import type { Database } from './database.ts'
import { isUuid } from './missing.ts'
import { webhookDelivery as delivery } from './schema.ts'

const { sequence, leaseOwner: _owner, leaseUntil: _until, ...columns } = getTableColumns(delivery)

export const createWebhookDeliveries = (db: Database): WebhookDeliveries => ({
  async enqueue(value) {
    await db
      .insert(delivery)
      .values(value)
      .onConflictDoNothing({ target: [delivery.webhookId, delivery.eventId] })
  },
  async take(owner, now, until, limit) {
    const at = now.toISOString()
    const free = or(isNull(delivery.leaseUntil), lte(delivery.leaseUntil, at))
    const due = db
      .select({ id: delivery.id })
      .from(delivery)
      .where(and(eq(delivery.state, 'waiting'), lte(delivery.dueAt, at), free))
      .orderBy(asc(delivery.dueAt))
      .limit(limit)
      .for('update', { skipLocked: true })
    return db
      .update(delivery)
      .set({ leaseOwner: owner, leaseUntil: until.toISOString() })
      .where(inArray(delivery.id, due))
      .returning(columns)
  },
  async save({ id, ...value }) {
    await db
      .update(delivery)
      .set({ ...value, leaseOwner: null, leaseUntil: null })
      .where(eq(delivery.id, id))
  },
  async listOf(webhookId, { page, pageSize }) {
    if (!isUuid(webhookId)) return []
    return db
      .select(columns)
      .from(delivery)
      .where(eq(delivery.webhookId, webhookId))
      .orderBy(desc(sequence))
      .limit(pageSize)
      .offset(page * pageSize)
  },
})
