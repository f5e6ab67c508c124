import type { AppEvent, Store } from '@fairlead/core'
import { beforeAll, expect, test } from 'vitest'
import type { OpenedStore } from './open-store.ts'
import { useTestStores } from './testing/open-test-store.ts'
import { sampleOrganization } from './testing/samples.ts'

const stores = useTestStores()
let one: OpenedStore
let other: OpenedStore
beforeAll(async () => {
  one = await stores.open()
  other = await stores.open()
})

async function newOrganization(): Promise<string> {
  const organization = sampleOrganization()
  await one.store.organizations.insert(organization)
  return organization.id
}

const append = (store: Pick<Store, 'events'>, organizationId: string, name: string): Promise<AppEvent> =>
  store.events.append({ type: 'container.created', organizationId, data: { containerId: name, name } })

/** Follows the log as the use case does, until it has seen `count` events. */
async function follow(opened: OpenedStore, organizationId: string, count: number): Promise<number[]> {
  const seen: number[] = []
  const signal = AbortSignal.timeout(25_000)
  while (seen.length < count && !signal.aborted) {
    const appended = opened.eventSignal.next(signal)
    const events = await opened.store.events.since(organizationId, seen.at(-1) ?? 0, 7)
    seen.push(...events.map(({ id }) => id))
    if (events.length === 0) await appended
  }
  return seen
}

test('an event reads back as append returned it, with the time of the clock', async () => {
  const now = new Date('2026-11-22T12:34:56.789Z')
  const { store } = await stores.open({ clock: { now: () => now } })
  const organizationId = await newOrganization()
  const appended = await append(store, organizationId, 'web')
  expect(appended.at).toBe(now.toISOString())
  expect(await store.events.since(organizationId, 0, 10)).toEqual([appended])
  expect(await store.events.since(organizationId, appended.id, 10)).toEqual([])
  expect(await store.events.last(organizationId)).toBe(appended.id)
})

test('under 50 appends at once on two servers a reader sees each id exactly once, in order', async () => {
  const organizationId = await newOrganization()
  const reading = [follow(one, organizationId, 50), follow(other, organizationId, 50)]
  const appended = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      // Half of them in transactions of some length, whose ids become visible late.
      index % 2
        ? one.store.transaction(async (tx) => {
            const event = await append(tx, organizationId, `in a transaction ${index}`)
            await tx.organizations.list()
            return event
          })
        : append(other.store, organizationId, `alone ${index}`),
    ),
  )
  const ids = appended.map(({ id }) => id).sort((a, b) => a - b)
  expect(new Set(ids).size).toBe(50)
  for (const seen of await Promise.all(reading)) expect(seen).toEqual(ids)
})

test('a reader never sees an id while a smaller one may still come', async () => {
  const organizationId = await newOrganization()
  const held = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const slow = one.store.transaction(async (tx) => {
    const event = await append(tx, organizationId, 'slow')
    held.resolve()
    await goOn.promise
    return event
  })
  await held.promise
  const quick = append(other.store, organizationId, 'quick')
  expect(await other.store.events.since(organizationId, 0, 10)).toEqual([])
  goOn.resolve()
  const [first, second] = await Promise.all([slow, quick])
  expect(first.id).toBeLessThan(second.id)
  expect((await one.store.events.since(organizationId, 0, 10)).map(({ id }) => id)).toEqual([
    first.id,
    second.id,
  ])
})

test('organizations do not wait for each other', async () => {
  const [a, b] = [await newOrganization(), await newOrganization()]
  await one.store.transaction(async (tx) => {
    await append(tx, a, 'held')
    await append(other.store, b, 'free')
  })
  expect(await one.store.events.last(b)).toBeGreaterThan(0)
})

test('an event of a transaction that failed never was', async () => {
  const organizationId = await newOrganization()
  await one.store
    .transaction(async (tx) => {
      await append(tx, organizationId, 'gone')
      throw new Error('no')
    })
    .catch(() => undefined)
  expect(await one.store.events.last(organizationId)).toBe(0)
})
