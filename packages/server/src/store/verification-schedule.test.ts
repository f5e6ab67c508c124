import type { Store } from '@fairlead/core'
import { beforeAll, expect, test } from 'vitest'
import { useTestStores } from './testing/open-test-store.ts'
import { sampleOrganization, sampleRegistry } from './testing/samples.ts'

const stores = useTestStores()
let one: Store
let other: Store
beforeAll(async () => {
  one = (await stores.open()).store
  other = (await stores.open()).store
})

const NOW = new Date('2026-11-22T10:00:00.000Z')
const inMinutes = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000)
const ANY = { limit: 1000, perHost: 1000, except: [] }

/** Registries on hosts of their own organization's name, so that tests do not see each other's. */
async function connect(count: number, host: string): Promise<string[]> {
  const organization = sampleOrganization()
  await one.organizations.insert(organization)
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) {
    const registry = sampleRegistry(organization.id, { name: `r${index}`, url: `https://${host}` })
    await one.registries.insert(registry)
    ids.push(registry.id)
  }
  return ids
}

const others = async (mine: readonly string[]): Promise<string[]> => {
  const taken = await one.schedule.take('look', inMinutes(-60 * 24 * 365), inMinutes(0), ANY)
  return taken.map(({ host }) => host).filter((host) => !mine.includes(host))
}

test('a registry is due at its time and not before, with what it was planned with', async () => {
  const [id = ''] = await connect(1, 'a.test:5000')
  await one.schedule.plan(id, 'a.test:5000', NOW)
  expect(await one.schedule.take('w', inMinutes(-1), inMinutes(1), ANY)).toEqual([])
  const [due, ...more] = await one.schedule.take('w', NOW, inMinutes(1), ANY)
  expect(more).toEqual([])
  expect(due).toMatchObject({
    registryId: id,
    host: 'a.test:5000',
    dueAt: NOW.toISOString(),
    failures: 0,
  })
  expect(await one.schedule.dueTimes([id, crypto.randomUUID()])).toEqual(new Map([[id, NOW.toISOString()]]))
  await one.registries.delete(id)
  expect(await others([])).toEqual([])
})

test('ten owners at once on two servers never get the same one, and all are taken', async () => {
  const ids = await connect(60, 'b.test')
  for (const id of ids) await one.schedule.plan(id, 'b.test', NOW)
  const taken = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      (index % 2 ? one : other).schedule.take(`w${index}`, NOW, inMinutes(1), { ...ANY, limit: 7 }),
    ),
  )
  const got = taken.flat().map(({ registryId }) => registryId)
  expect(got.toSorted()).toEqual(ids.toSorted())
  for (const [index, each] of taken.entries()) {
    for (const { registryId } of each) {
      expect(
        await one.schedule.release(registryId, `w${index}`, { dueAt: inMinutes(999), failures: 0 }),
      ).toBe(true)
    }
  }
})

test('a lease that has run out is taken by another owner, and the first can release it no more', async () => {
  const [id = ''] = await connect(1, 'c.test')
  await one.schedule.plan(id, 'c.test', NOW)
  expect(await one.schedule.take('dead', NOW, inMinutes(2), ANY)).toHaveLength(1)
  expect(await other.schedule.take('next', inMinutes(1), inMinutes(3), ANY)).toEqual([])
  expect(await other.schedule.take('next', inMinutes(2), inMinutes(4), ANY)).toMatchObject([
    { registryId: id },
  ])
  const next = { dueAt: inMinutes(60), failures: 3 }
  expect(await one.schedule.release(id, 'dead', next)).toBe(false)
  expect(await other.schedule.release(id, 'next', next)).toBe(true)
  expect(await other.schedule.release(id, 'next', next)).toBe(false)
  expect(await one.schedule.take('w', inMinutes(60), inMinutes(61), ANY)).toMatchObject([{ failures: 3 }])
  await one.registries.delete(id)
})

test('planning anew takes the lease away and forgets failures', async () => {
  const [id = ''] = await connect(1, 'd.test')
  await one.schedule.plan(id, 'd.test', NOW)
  await one.schedule.take('w', NOW, inMinutes(2), ANY)
  await other.schedule.plan(id, 'd2.test', inMinutes(5))
  expect(await one.schedule.release(id, 'w', { dueAt: NOW, failures: 1 })).toBe(false)
  expect(await one.schedule.take('w', inMinutes(5), inMinutes(6), ANY)).toMatchObject([
    { host: 'd2.test', failures: 0 },
  ])
  await one.registries.delete(id)
})

test('no host has more leases than it may, over all owners, and others are not kept waiting by it', async () => {
  const busy = await connect(8, 'busy.test')
  const [quiet = ''] = await connect(1, 'quiet.test')
  for (const id of busy) await one.schedule.plan(id, 'busy.test', inMinutes(-10))
  await one.schedule.plan(quiet, 'quiet.test', NOW)
  const limits = { limit: 100, perHost: 3, except: [] }
  const taken = await Promise.all([
    one.schedule.take('w1', NOW, inMinutes(1), limits),
    other.schedule.take('w2', NOW, inMinutes(1), limits),
  ])
  const hosts = taken.flat().map(({ host }) => host)
  expect(hosts.toSorted()).toEqual(['busy.test', 'busy.test', 'busy.test', 'quiet.test'])
  expect(await one.schedule.take('w1', NOW, inMinutes(1), limits)).toEqual([])
  // Leases that ran out count no more.
  expect(await one.schedule.take('w3', inMinutes(1), inMinutes(2), limits)).toHaveLength(4)
  for (const id of [...busy, quiet]) await one.registries.delete(id)
})

test('hosts that are excepted are passed over', async () => {
  const ids = [...(await connect(1, 'e1.test')), ...(await connect(1, 'e2.test'))]
  for (const [index, id] of ids.entries()) await one.schedule.plan(id, `e${index + 1}.test`, NOW)
  const taken = await one.schedule.take('w', NOW, inMinutes(1), { ...ANY, except: ['e1.test'] })
  expect(taken.map(({ host }) => host)).toEqual(['e2.test'])
  for (const id of ids) await one.registries.delete(id)
})

test('a postponed host has none due before, nothing is brought forward, and leases stay', async () => {
  const [early = '', late = '', leased = ''] = await connect(3, 'f.test')
  await one.schedule.plan(leased, 'f.test', inMinutes(-5))
  await one.schedule.take('w', inMinutes(-5), inMinutes(5), ANY)
  await one.schedule.plan(early, 'f.test', NOW)
  await one.schedule.plan(late, 'f.test', inMinutes(90))
  await one.schedule.postponeHost('f.test', inMinutes(30))
  const times = await one.schedule.dueTimes([early, late, leased])
  expect([early, late, leased].map((id) => times.get(id))).toEqual(
    [inMinutes(30), inMinutes(90), inMinutes(-5)].map((at) => at.toISOString()),
  )
  expect(await one.schedule.release(leased, 'w', { dueAt: inMinutes(30), failures: 0 })).toBe(true)
  for (const id of [early, late, leased]) await one.registries.delete(id)
})

test('adopting plans those that have no plan, once, and leaves the others', async () => {
  const ids = await connect(5, 'g.test:8443')
  const [planned = ''] = ids
  await one.schedule.plan(planned, 'g.test:8443', NOW)
  const adopted = await Promise.all([one, other].map(({ schedule }) => schedule.adopt(() => inMinutes(7))))
  expect(adopted.reduce((sum, each) => sum + each, 0)).toBe(4)
  const times = await one.schedule.dueTimes(ids)
  expect(ids.map((id) => times.get(id))).toEqual([
    NOW.toISOString(),
    ...Array.from({ length: 4 }, () => inMinutes(7).toISOString()),
  ])
  const taken = await one.schedule.take('w', inMinutes(7), inMinutes(8), ANY)
  expect(new Set(taken.map(({ host }) => host))).toEqual(new Set(['g.test:8443']))
  for (const id of ids) await one.registries.delete(id)
})

test('a registry that is deleted is due no more', async () => {
  const [id = ''] = await connect(1, 'h.test')
  await one.schedule.plan(id, 'h.test', NOW)
  await one.registries.delete(id)
  expect(await one.schedule.take('w', NOW, inMinutes(1), ANY)).toEqual([])
  await one.schedule.plan(id, 'h.test', NOW)
  expect(await one.schedule.take('w', NOW, inMinutes(1), ANY)).toEqual([])
})
