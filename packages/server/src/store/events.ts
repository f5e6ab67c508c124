import type { AppEvent, Clock, EventLog } from '@fairlead/core'
import { and, asc, eq, gt, max, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { isUuid } from './missing.ts'
import { event } from './schema.ts'

/** Channel of PostgreSQL's NOTIFY that every append fires when it is committed. */
export const EVENT_CHANNEL = 'fairlead_event'

// Any constant: it keeps these advisory locks apart from other uses of them in the database.
const LOCK_CLASS = 0x464c_4556

/**
 * The event log. `append` must run in a transaction: it holds the organization's log until the commit, so that ids
 * become visible in their order and a reader who has seen an id never finds a smaller one later.
 */
export const createEventLog = (db: Database, clock: Clock): EventLog => ({
  async append({ type, organizationId, data }) {
    // Taken before the id is drawn. PostgreSQL releases it after the commit has become visible.
    await db.execute(sql`select pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(${organizationId}))`)
    const at = clock.now().toISOString()
    const [row] = await db
      .insert(event)
      .values({ type, organizationId, at, data })
      .returning({ id: event.id, notified: sql`pg_notify(${EVENT_CHANNEL}, '')` })
    return { id: row?.id, type, organizationId, at, data } as AppEvent
  },
  async since(organizationId, after, limit) {
    if (!isUuid(organizationId)) return []
    const rows = await db
      .select()
      .from(event)
      .where(and(eq(event.organizationId, organizationId), gt(event.id, after)))
      .orderBy(asc(event.id))
      .limit(limit)
    // The column types cannot say that `type` and `data` of a row belong together.
    return rows as AppEvent[]
  },
  async last(organizationId) {
    if (!isUuid(organizationId)) return 0
    const [row] = await db
      .select({ id: max(event.id) })
      .from(event)
      .where(eq(event.organizationId, organizationId))
    return row?.id ?? 0
  },
  async linesOf(organizationId, deploymentId) {
    if (!isUuid(organizationId)) return []
    const rows = await db
      .select({ message: sql<string>`${event.data} ->> 'message'` })
      .from(event)
      .where(
        and(
          eq(event.organizationId, organizationId),
          eq(event.type, 'deployment.log'),
          sql`${event.data} ->> 'deploymentId' = ${deploymentId}`,
        ),
      )
      .orderBy(asc(event.id))
    return rows.map(({ message }) => message)
  },
})
