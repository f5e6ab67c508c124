import {
  AppError,
  type Deployment,
  type DeploymentState,
  type DeploymentStore,
  isActive,
} from '@fairlead/core'
import {
  aliasedTable,
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNull,
  lte,
  or,
  sql,
} from 'drizzle-orm'
import type { Database } from './database.ts'
import { expectRow, isUuid } from './missing.ts'
import { container, deployment } from './schema.ts'

const { sequence, leaseOwner: _leaseOwner, leaseUntil: _leaseUntil, ...columns } = getTableColumns(deployment)

// As text, so that the planner sees the conditions of the indices.
const unfinished = sql`${deployment.state} in ('queued', 'running')`
const newest = desc(sequence)
const unfinishedFirst = sql`${unfinished} desc`
const before = aliasedTable(deployment, 'before')

/** One that has not begun waits for the one of its container that runs. */
const isItsTurn = sql`not (${deployment.state} = 'queued' and exists (
  select 1 from ${deployment} "before" where ${before.containerId} = ${deployment.containerId} and ${before.state} = 'running'
))`

export const createDeploymentStore = (db: Database): DeploymentStore => ({
  async get(id) {
    if (!isUuid(id)) return undefined
    const [row] = await db.select(columns).from(deployment).where(eq(deployment.id, id))
    return row
  },
  async insert(value) {
    // No foreign key keeps a deployment's container, but one that is gone gets no new deployment.
    const parents = await db
      .select({ id: container.id })
      .from(container)
      .where(eq(container.id, value.containerId))
      .for('no key update')
    expectRow(parents, 'container.not_found', 'container', value.containerId)
    await db.insert(deployment).values(value)
  },
  async save({ id, cancelRequested, ...value }) {
    const rows = await db
      .update(deployment)
      .set({
        ...value,
        cancelRequested: sql`${deployment.cancelRequested} or ${cancelRequested}`,
        ...(isActive(value.state) ? {} : { leaseOwner: null, leaseUntil: null }),
      })
      .where(and(eq(deployment.id, id), unfinished))
      .returning({ id: deployment.id })
    if (rows.length === 0) await refuseChange(db, id, value.state)
  },
  async unfinished(containerId) {
    if (!isUuid(containerId)) return []
    await db
      .select({ id: container.id })
      .from(container)
      .where(eq(container.id, containerId))
      .for('no key update')
    return db
      .select(columns)
      .from(deployment)
      .where(and(eq(deployment.containerId, containerId), unfinished))
      .orderBy(asc(sequence))
      .for('update')
  },
  async latest(containerId) {
    if (!isUuid(containerId)) return undefined
    const [row] = await db
      .select(columns)
      .from(deployment)
      .where(eq(deployment.containerId, containerId))
      .orderBy(unfinishedFirst, newest)
      .limit(1)
    return row
  },
  async latestOf(containerIds) {
    const ids = containerIds.filter(isUuid)
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectDistinctOn([deployment.containerId], columns)
      .from(deployment)
      .where(inArray(deployment.containerId, ids))
      .orderBy(deployment.containerId, unfinishedFirst, newest)
    return new Map(rows.map((row): [string, Deployment] => [row.containerId, row]))
  },
  async live(containerId) {
    if (!isUuid(containerId)) return undefined
    const [row] = await db
      .select(columns)
      .from(deployment)
      .where(
        and(
          eq(deployment.containerId, containerId),
          eq(deployment.state, 'succeeded'),
          inArray(deployment.action, ['deploy', 'stop', 'delete']),
        ),
      )
      .orderBy(newest)
      .limit(1)
    return row?.action === 'deploy' ? row : undefined
  },
  async liveOfRegistry(registryId) {
    if (!isUuid(registryId)) return []
    const newestOfEach = db
      .selectDistinctOn([deployment.containerId], columns)
      .from(deployment)
      .where(and(eq(deployment.state, 'succeeded'), inArray(deployment.action, ['deploy', 'stop', 'delete'])))
      .orderBy(deployment.containerId, newest)
      .as('newest_of_each')
    return db
      .select()
      .from(newestOfEach)
      .where(
        and(eq(newestOfEach.action, 'deploy'), sql`${newestOfEach.image} ->> 'registryId' = ${registryId}`),
      )
  },
  async history(containerId, { page, pageSize }) {
    if (!isUuid(containerId)) return []
    return db
      .select(columns)
      .from(deployment)
      .where(eq(deployment.containerId, containerId))
      .orderBy(newest)
      .limit(pageSize)
      .offset(page * pageSize)
  },
  async count(containerId) {
    if (!isUuid(containerId)) return 0
    const [row] = await db
      .select({ count: count() })
      .from(deployment)
      .where(eq(deployment.containerId, containerId))
    return row?.count ?? 0
  },
  async requestCancel(id) {
    await db
      .update(deployment)
      .set({ cancelRequested: true })
      .where(and(eq(deployment.id, id), unfinished))
  },
  async lease(id, owner, until, now) {
    const free = or(
      isNull(deployment.leaseUntil),
      lte(deployment.leaseUntil, now.toISOString()),
      eq(deployment.leaseOwner, owner),
    )
    const rows = await db
      .update(deployment)
      .set({ leaseOwner: owner, leaseUntil: until.toISOString() })
      .where(and(eq(deployment.id, id), unfinished, free, isItsTurn))
      .returning({ id: deployment.id })
    return rows.length > 0
  },
  async abandoned(now) {
    const free = or(isNull(deployment.leaseUntil), lte(deployment.leaseUntil, now.toISOString()))
    return db
      .select(columns)
      .from(deployment)
      .where(and(unfinished, free, isItsTurn))
      .orderBy(asc(sequence))
  },
})

/** Saving a finished deployment as what it already is passes: an answer to the first save may have been lost. */
async function refuseChange(db: Database, id: string, wanted: DeploymentState): Promise<void> {
  const rows = await db.select({ state: deployment.state }).from(deployment).where(eq(deployment.id, id))
  expectRow(rows, 'deployment.not_found', 'deployment', id)
  const state = rows[0]?.state
  if (state !== wanted) {
    throw new AppError(
      'container.conflict',
      `Deployment ${id} has ended as "${state}" and does not change any more.`,
    )
  }
}
