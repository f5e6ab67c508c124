import type { ContainerRegistry } from '@fairlead/core'
import { beforeEach, expect, test } from 'vitest'
import type { OpenedStore } from '../src/store/open-store.ts'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { type CareWorld, type HandClock, handClock, openCareWorld, type Said } from './support/care-world.ts'
import { openTwinWorld } from './support/twin-world.ts'

const DAY = 86_400_000
const stores = useTestStores()
let opened: OpenedStore | undefined
let clock: HandClock
let world: CareWorld
let said: Said
beforeEach(async () => {
  opened ??= await stores.open()
  clock = handClock()
  said = {}
  world = await openCareWorld(opened, { clock, verify: () => said })
})

const never = new AbortController().signal
const inDays = (days: number): string => new Date(clock.now().getTime() + days * DAY).toISOString()
const input = { description: '', kind: 'GITHUB_CR', config: { username: 'acme' }, verify: {} } as const

const create = (statedExpiry: string | null, unverified = false): Promise<ContainerRegistry> =>
  world.app.createRegistry(
    world.who,
    world.organization.id,
    { ...input, name: crypto.randomUUID(), unverified, statedExpiry },
    never,
  )

/** The days of the warnings that were given, while `days` pass. */
async function warned(days: number): Promise<readonly number[]> {
  for (let day = 0; day < days; day += 1) {
    clock.advance(DAY)
    await world.app.warnOfExpiries()
  }
  const events = await world.store.events.since(world.organization.id, 0, 1000)
  return events.flatMap(({ type, data }) => (type === 'registry.expiring' ? [data.daysLeft] : []))
}

const verified = async ({ id }: ContainerRegistry) => {
  await world.app.verifyRegistry(world.who, world.organization.id, id, {}, never)
  return (await world.store.registries.get(id))?.verification?.credential.expiresAt
}

test('warnings come from the end that somebody stated, where the vendor does not tell, and without a proof too', async () => {
  await create(inDays(20))
  expect(await warned(25)).toEqual([20, 14, 7, 1])
  await create(inDays(5), true)
  expect(await warned(1)).toEqual([20, 14, 7, 1, 5])
})

test('what the vendor tells wins, and the stated end is kept for when it does not', async () => {
  const registry = await create(inDays(20))
  said = { expiresAt: inDays(100) }
  expect(await verified(registry)).toBe(inDays(100))
  said = {}
  expect(await verified(registry)).toBe(inDays(20))
})

test('an edit keeps it when it is left out, changes it and takes it away', async () => {
  const registry = await create(inDays(20))
  const edit = async (change: {
    readonly statedExpiry?: string | null
    readonly config?: { username: string }
  }) => {
    const { name } = registry
    await world.app.editRegistry(
      world.who,
      world.organization.id,
      registry.id,
      { ...input, name, unverified: false, ...change },
      never,
    )
    const stored = await world.store.registries.get(registry.id)
    return [stored?.statedExpiry, stored?.verification?.credential.expiresAt]
  }
  expect(await edit({})).toEqual([inDays(20), inDays(20)])
  expect(await edit({ statedExpiry: inDays(40) })).toEqual([inDays(40), inDays(40)])
  // Another login: the date was that of the one before.
  expect(await edit({ config: { username: 'other' } })).toEqual([null, undefined])
  expect(await edit({ statedExpiry: null })).toEqual([null, undefined])
})

test('a rotation forgets it unless a new one is given, and undoing it brings it back', async () => {
  const twin = await openTwinWorld(await stores.open())
  try {
    await twin.push('acme/app', '1.0')
    const statedExpiry = '2030-01-01T00:00:00.000Z'
    const registry = await twin.connect((await twin.token()).value, { statedExpiry })
    expect((await twin.rotate(registry, (await twin.token()).value)).statedExpiry).toBeNull()
    const undone = await twin.app.undoRotation(twin.who, twin.organizationId, registry.id)
    expect(undone.statedExpiry).toBe(statedExpiry)
  } finally {
    await twin.close()
  }
})
