import type { VerificationSchedule } from '@fairlead/core'
import { and, asc, eq, inArray, isNull, lte, or } from 'drizzle-orm'
import type { Database } from './database.ts'
import { verificationPlan as plan, registry } from './schema.ts'

const FREE = { leaseOwner: null, leaseUntil: null } as const

export const createVerificationSchedule = (db: Database): VerificationSchedule => ({
  async plan(registryId, host, dueAt) {
    const set = { host, dueAt: dueAt.toISOString(), failures: 0, ...FREE }
    const [owner] = await db
      .select({ organizationId: registry.organizationId })
      .from(registry)
      .where(eq(registry.id, registryId))
    if (owner === undefined) return
    await db
      .insert(plan)
      .values({ registryId, ...owner, ...set })
      .onConflictDoUpdate({ target: plan.registryId, set })
  },
  async adopt(dueAt) {
    const unplanned = await db
      .select({ id: registry.id, organizationId: registry.organizationId, url: registry.url })
      .from(registry)
      .leftJoin(plan, eq(plan.registryId, registry.id))
      .where(isNull(plan.registryId))
    if (unplanned.length === 0) return 0
    const values = unplanned.map(({ id, organizationId, url }) => ({
      registryId: id,
      organizationId,
      host: new URL(url).host,
      dueAt: dueAt(id).toISOString(),
      failures: 0,
    }))
    const planned = await db
      .insert(plan)
      .values(values)
      .onConflictDoNothing()
      .returning({ id: plan.registryId })
    return planned.length
  },
  async take(owner, now, until, limit) {
    const free = or(isNull(plan.leaseUntil), lte(plan.leaseUntil, now.toISOString()))
    const due = db
      .select({ id: plan.registryId })
      .from(plan)
      .where(and(lte(plan.dueAt, now.toISOString()), free))
      .orderBy(asc(plan.dueAt))
      .limit(limit)
      .for('update', { skipLocked: true })
    const taken = await db
      .update(plan)
      .set({ leaseOwner: owner, leaseUntil: until.toISOString() })
      .where(inArray(plan.registryId, due))
      .returning()
    return taken
      .map(({ registryId, organizationId, dueAt, host, failures }) => ({
        registryId,
        organizationId,
        dueAt,
        host,
        failures,
      }))
      .sort((a, b) => a.dueAt.localeCompare(b.dueAt))
  },
  async release(registryId, owner, { dueAt, failures }) {
    const rows = await db
      .update(plan)
      .set({ dueAt: dueAt.toISOString(), failures, ...FREE })
      .where(and(eq(plan.registryId, registryId), eq(plan.leaseOwner, owner)))
      .returning({ id: plan.registryId })
    return rows.length > 0
  },
})
