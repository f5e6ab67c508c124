import { AppError, type Repositories, type Store } from '@fairlead/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { useTestStores } from './testing/open-test-store.ts'
import { insertSamples, sampleCluster, sampleOrganization, sampleProject } from './testing/samples.ts'

const stores = useTestStores()
let store: Store
let other: Store
beforeAll(async () => {
  store = (await stores.open()).store
  other = (await stores.open()).store
})

test('all of it is stored, or none', async () => {
  const organization = sampleOrganization()
  const failure = new Error('no')
  await expect(
    store.transaction(async (tx) => {
      await tx.organizations.insert(organization)
      await tx.projects.insert(sampleProject(organization.id))
      expect(await tx.organizations.get(organization.id)).toEqual(organization)
      throw failure
    }),
  ).rejects.toBe(failure)
  expect(await store.organizations.get(organization.id)).toBeUndefined()
})

test('nobody sees it before the end', async () => {
  const organization = sampleOrganization()
  await store.transaction(async (tx) => {
    await tx.organizations.insert(organization)
    expect(await other.organizations.get(organization.id)).toBeUndefined()
  })
  expect(await other.organizations.get(organization.id)).toEqual(organization)
})

test('what was read stays true: of ten first clusters at once one is the default', async () => {
  const organization = sampleOrganization()
  await store.organizations.insert(organization)
  await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      (index % 2 ? store : other).transaction(async (tx) => {
        const isDefault = (await tx.clusters.listOf(organization.id)).length === 0
        await tx.clusters.insert(sampleCluster(organization.id, { name: `cluster ${index}`, isDefault }))
      }),
    ),
  )
  const clusters = await store.clusters.listOf(organization.id)
  expect(clusters).toHaveLength(10)
  expect(clusters.filter(({ isDefault }) => isDefault)).toHaveLength(1)
})

test('two transactions that wait for each other both end: the loser runs again', async () => {
  const a = await insertSamples(store)
  const b = await insertSamples(store)
  let runs = 0
  const bothHold = Promise.withResolvers<void>()
  const inOrder = (first: string, second: string) => async (tx: Repositories) => {
    await tx.registries.lock(first)
    runs += 1
    if (runs === 2) bothHold.resolve()
    await bothHold.promise
    await tx.registries.lock(second)
  }
  await Promise.all([
    store.transaction(inOrder(a.registry.id, b.registry.id)),
    other.transaction(inOrder(b.registry.id, a.registry.id)),
  ])
  expect(runs).toBe(3)
})

test('a locking transaction sees what it locked as it is then, and is never run again', async () => {
  const { registry } = await insertSamples(store)
  let runs = 0
  const add = () =>
    store.transaction(
      async (tx) => {
        runs += 1
        // Read before it waits for the lock: in a serializable transaction that would be a conflict.
        await tx.organizations.list()
        const locked = await tx.registries.lock(registry.id)
        if (locked) await tx.registries.save({ ...locked, description: `${locked.description}+` })
      },
      { isolation: 'locking' },
    )
  await Promise.all(Array.from({ length: 10 }, add))
  expect((await store.registries.get(registry.id))?.description).toBe('+'.repeat(10))
  expect(runs).toBe(10)
})

test('an error that was swallowed inside does not pass as stored', async () => {
  const { organization } = await insertSamples(store)
  await expect(
    store.transaction(async (tx) => {
      await tx.organizations.insert(sampleOrganization({ name: organization.name })).catch(() => undefined)
    }),
  ).rejects.toMatchObject({ code: 'internal' })
})

test('a transaction is of no use after its end', async () => {
  let leaked: Repositories | undefined
  await store.transaction(async (tx) => {
    leaked = tx
  })
  await expect(leaked?.organizations.list()).rejects.toMatchObject({ code: 'internal' })
})

describe('failures', () => {
  test('no message and no cause holds what was to be stored', async () => {
    const { organization } = await insertSamples(store)
    const description = 'parameter-that-must-not-leak'
    const error = await store.organizations
      .insert(sampleOrganization({ id: organization.id, description }))
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(AppError)
    const told = JSON.stringify([error, (error as AppError).message, String((error as AppError).cause)])
    expect(told).not.toContain(description)
    expect((error as AppError).stack).not.toContain(description)
  })

  test('a text with U+0000 is request.invalid', async () => {
    await expect(store.organizations.insert(sampleOrganization({ name: 'a\0b' }))).rejects.toMatchObject({
      code: 'request.invalid',
    })
  })

  test('connections that the database ends are replaced, and the process lives on', async () => {
    const opened = await stores.open()
    const { store: fragile, pool } = opened
    await expect(
      fragile.transaction(async (tx) => {
        await tx.organizations.list()
        await store.transaction(async () => undefined)
        await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
          and application_name = 'fairlead' and pid <> pg_backend_pid()`)
        await tx.organizations.list()
      }),
    ).rejects.toMatchObject({ code: 'database.unavailable' })
    expect(await fragile.organizations.list()).toBeInstanceOf(Array)
  })
})
