import type { VerificationSchedule } from '@fairlead/core'
import { and, asc, eq, inArray, isNull, lt, lte, notInArray, or, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { verificationPlan as plan, registry } from './schema.ts'

const FREE = { leaseOwner: null, leaseUntil: null } as const

const due = {
  registryId: plan.registryId,
  organizationId: plan.organizationId,
  dueAt: plan.dueAt,
  host: plan.host,
  failures: plan.failures,
}

/** Registries that are planned with one statement. */
const BATCH = 1000
/** Registries that are looked at for a lease; those of a host with no room left are not among them. */
const LOOKED_AT = 256

// Any constant of our own. https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS
const TAKE_LOCK = 0x464c_5653

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
    let adopted = 0
    for (;;) {
      const unplanned = await db
        .select({ id: registry.id, organizationId: registry.organizationId, url: registry.url })
        .from(registry)
        .leftJoin(plan, eq(plan.registryId, registry.id))
        .where(isNull(plan.registryId))
        .limit(BATCH)
      if (unplanned.length === 0) return adopted
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
      adopted += planned.length
      if (unplanned.length < BATCH) return adopted
    }
  },
  async take(owner, now, until, { limit, perHost, except }) {
    const at = now.toISOString()
    const isDue = and(
      lte(plan.dueAt, at),
      or(isNull(plan.leaseUntil), lte(plan.leaseUntil, at)),
      except.length > 0 ? notInArray(plan.host, [...except]) : undefined,
    )
    return db.transaction(
      async (tx) => {
        // One server at a time, so that those that are leased of a host are counted right.
        await tx.execute(sql`select pg_advisory_xact_lock(${TAKE_LOCK})`)
        const leased = tx
          .select({ host: plan.host, count: sql<number>`count(*)`.as('count') })
          .from(plan)
          .where(and(sql`lease_owner is not null`, sql`${plan.leaseUntil} > ${at}`))
          .groupBy(plan.host)
          .as('leased')
        const open = tx
          .select({ registryId: plan.registryId, host: plan.host, dueAt: plan.dueAt })
          .from(plan)
          .leftJoin(leased, eq(leased.host, plan.host))
          .where(and(isDue, sql`coalesce(${leased.count}, 0) < ${perHost}`))
          .orderBy(asc(plan.dueAt), asc(plan.registryId))
          .limit(Math.max(LOOKED_AT, limit))
          .as('open')
        const ranked = tx
          .select({
            registryId: open.registryId,
            dueAt: open.dueAt,
            place:
              sql<number>`row_number() over (partition by ${open.host} order by ${open.dueAt}, ${open.registryId}) + coalesce(${leased.count}, 0)`.as(
                'place',
              ),
          })
          .from(open)
          .leftJoin(leased, eq(leased.host, open.host))
          .as('ranked')
        const chosen = await tx
          .select({ registryId: ranked.registryId })
          .from(ranked)
          .where(sql`${ranked.place} <= ${perHost}`)
          .orderBy(asc(ranked.dueAt), asc(ranked.registryId))
          .limit(limit)
        if (chosen.length === 0) return []
        const free = tx
          .select({ registryId: plan.registryId })
          .from(plan)
          .where(
            and(
              inArray(
                plan.registryId,
                chosen.map(({ registryId }) => registryId),
              ),
              isDue,
            ),
          )
          // Somebody is just planning the locked ones anew.
          .for('update', { skipLocked: true })
        const taken = await tx
          .update(plan)
          .set({ leaseOwner: owner, leaseUntil: until.toISOString() })
          .where(inArray(plan.registryId, free))
          .returning(due)
        return taken.sort((a, b) => a.dueAt.localeCompare(b.dueAt))
      },
      { isolationLevel: 'read committed' },
    )
  },
  async release(registryId, owner, { dueAt, failures }) {
    const rows = await db
      .update(plan)
      .set({ dueAt: dueAt.toISOString(), failures, ...FREE })
      .where(and(eq(plan.registryId, registryId), eq(plan.leaseOwner, owner)))
      .returning({ id: plan.registryId })
    return rows.length > 0
  },
  async postponeHost(host, until) {
    const at = until.toISOString()
    const earlier = db
      .select({ registryId: plan.registryId })
      .from(plan)
      .where(and(eq(plan.host, host), lt(plan.dueAt, at), isNull(plan.leaseOwner)))
      // Another server postpones the locked ones, or plans them anew; two that wait for each other would end in an error.
      .for('update', { skipLocked: true })
    await db.update(plan).set({ dueAt: at }).where(inArray(plan.registryId, earlier))
  },
  async dueTimes(registryIds) {
    if (registryIds.length === 0) return new Map()
    const rows = await db
      .select({ registryId: plan.registryId, dueAt: plan.dueAt })
      .from(plan)
      .where(inArray(plan.registryId, [...registryIds]))
    return new Map(rows.map(({ registryId, dueAt }) => [registryId, dueAt]))
  },
})
