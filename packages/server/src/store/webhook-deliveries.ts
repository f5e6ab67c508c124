import type { WebhookDeliveries } from '@fairlead/core'
import {
  aliasedTable,
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNull,
  lt,
  lte,
  ne,
  notExists,
  or,
  sql,
} from 'drizzle-orm'
import type { Database } from './database.ts'
import { isUuid } from './missing.ts'
import { webhookDelivery as delivery } from './schema.ts'

const { sequence, leaseOwner: _owner, leaseUntil: _until, ...columns } = getTableColumns(delivery)

const FREE = { leaseOwner: null, leaseUntil: null } as const

export const createWebhookDeliveries = (db: Database): WebhookDeliveries => ({
  async enqueue(value) {
    await db
      .insert(delivery)
      .values(value)
      .onConflictDoNothing({ target: [delivery.webhookId, delivery.eventId] })
  },
  async take(owner, now, until, limit) {
    const at = now.toISOString()
    const isDue = and(
      eq(delivery.state, 'waiting'),
      lte(delivery.dueAt, at),
      or(isNull(delivery.leaseUntil), lte(delivery.leaseUntil, at)),
    )
    const other = aliasedTable(delivery, 'other')
    const underWay = db
      .select({ one: sql`1` })
      .from(other)
      .where(
        and(eq(other.webhookId, delivery.webhookId), eq(other.state, 'waiting'), gt(other.leaseUntil, at)),
      )
    const oldest = db
      .selectDistinctOn([delivery.webhookId], { id: delivery.id, dueAt: delivery.dueAt })
      .from(delivery)
      .where(and(isDue, notExists(underWay)))
      .orderBy(delivery.webhookId, asc(sequence))
      .as('oldest')
    const free = db
      .select({ id: delivery.id })
      .from(delivery)
      .where(
        and(
          inArray(
            delivery.id,
            db.select({ id: oldest.id }).from(oldest).orderBy(asc(oldest.dueAt)).limit(limit),
          ),
          isDue,
        ),
      )
      .for('update', { skipLocked: true })
    return db
      .update(delivery)
      .set({ leaseOwner: owner, leaseUntil: until.toISOString() })
      .where(inArray(delivery.id, free))
      .returning(columns)
  },
  async settle({ id, state, attempts, dueAt, lastAnswer }, owner) {
    const rows = await db
      .update(delivery)
      .set({ state, attempts, dueAt, lastAnswer, ...FREE })
      .where(and(eq(delivery.id, id), eq(delivery.leaseOwner, owner)))
      .returning({ id: delivery.id })
    return rows.length > 0
  },
  async requeue(id, dueAt) {
    const rows = await db
      .update(delivery)
      .set({ state: 'waiting', attempts: 0, dueAt: dueAt.toISOString(), ...FREE })
      .where(and(eq(delivery.id, id), ne(delivery.state, 'waiting')))
      .returning({ id: delivery.id })
    return rows.length > 0
  },
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select(columns).from(delivery).where(eq(delivery.id, id))
    return row
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
  async forgetBefore(at) {
    const rows = await db
      .delete(delivery)
      .where(and(ne(delivery.state, 'waiting'), lt(delivery.createdAt, at.toISOString())))
      .returning({ id: delivery.id })
    return rows.length
  },
})
