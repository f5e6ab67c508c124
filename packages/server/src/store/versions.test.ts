import { concludeVerification, type Store } from '@fairlead/core'
import { beforeAll, expect, test } from 'vitest'
import { useTestStores } from './testing/open-test-store.ts'
import { insertSamples } from './testing/samples.ts'

const stores = useTestStores()
let one: Store
let other: Store
beforeAll(async () => {
  one = (await stores.open()).store
  other = (await stores.open()).store
})

const verification = concludeVerification({
  checks: [],
  capabilities: { list: 'yes', pull: 'yes', push: 'unknown', delete: 'unknown', webhook: 'unknown' },
  grounds: { list: '', pull: '', push: '', delete: '', webhook: '' },
  credential: { type: 'github-classic' },
  startedAt: '2026-11-22T10:00:00.000Z',
  durationMs: 1,
})

test('two servers save one registry at once: one wins, the other gets registry.conflict', async () => {
  const { registry } = await insertSamples(one)
  const results = await Promise.allSettled([
    one.registries.save({ ...registry, description: 'one' }),
    other.registries.save({ ...registry, description: 'other' }),
  ])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const lost = results.find((result) => result.status === 'rejected')
  expect(lost?.reason).toMatchObject({ code: 'registry.conflict', status: 409 })
  const won = results.find((result) => result.status === 'fulfilled')
  expect(await other.registries.get(registry.id)).toEqual(won?.value)
  expect(won?.value.version).toBe(2)
})

test('the same within transactions', async () => {
  const { registry } = await insertSamples(one)
  const save = (store: Store, description: string) =>
    store.transaction((tx) => tx.registries.save({ ...registry, description }))
  const results = await Promise.allSettled([save(one, 'one'), save(other, 'other'), save(one, 'third')])
  const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'saved'))
  expect(codes.sort()).toEqual(['registry.conflict', 'registry.conflict', 'saved'])
})

test('a stale container save is container.conflict', async () => {
  const { container } = await insertSamples(one)
  await one.containers.save({ ...container, description: 'newer' })
  await expect(other.containers.save({ ...container, description: 'stale' })).rejects.toMatchObject({
    code: 'container.conflict',
  })
})

test('a verification is stored without a new version, and only for the version that was verified', async () => {
  const { registry } = await insertSamples(one)
  expect(await one.registries.saveVerification(registry.id, 1, verification)).toBe(true)
  expect(await one.registries.get(registry.id)).toEqual({ ...registry, verification })
  const saved = await one.registries.save({ ...registry, verification, description: 'edited' })
  expect(await one.registries.saveVerification(registry.id, 1, verification)).toBe(false)
  expect(saved.version).toBe(2)
})

test('while a registry is locked nobody adds a service that uses it', async () => {
  const { registry, container } = await insertSamples(one)
  const order: string[] = []
  const locked = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const holder = one.transaction(async (tx) => {
    await tx.registries.lock(registry.id)
    locked.resolve()
    await goOn.promise
    await tx.registries.delete(registry.id)
    order.push('deleted')
  })
  await locked.promise
  const adder = other.transaction(async (tx) => {
    const found = await tx.registries.lock(registry.id)
    order.push(found ? 'found' : 'gone')
    if (found) await tx.containers.insert({ ...container, id: crypto.randomUUID(), name: 'second' })
  })
  goOn.resolve()
  await Promise.all([holder, adder])
  expect(order).toEqual(['deleted', 'gone'])
})
