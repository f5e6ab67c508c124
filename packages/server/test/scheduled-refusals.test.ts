import type { ContainerRegistry } from '@fairlead/core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const stores = useTestStores()
const HOUR = 3_600_000
const MINUTE = 60_000

let world: TwinWorld
beforeAll(async () => {
  world = await openTwinWorld(await stores.open())
  await world.push('acme/app', '1.0')
}, 120_000)
afterAll(() => world?.close())

let refusing: { readonly id: number } | undefined
/** The registry's own passing fault: every token is refused. */
function refuseAll(): void {
  refusing = world.twin.state.addFault({
    path: '*',
    effect: { kind: 'status', status: 401, body: '{"message":"Bad credentials"}' },
  })
}
function refuseNone(): void {
  if (refusing) world.twin.state.removeFault(refusing.id)
  refusing = undefined
}
afterEach(refuseNone)

const dueAt = async ({ id }: ContainerRegistry): Promise<number> => {
  const all = await world.app.listRegistries(world.who, world.organizationId)
  return Date.parse(all.find(({ registry }) => registry.id === id)?.nextVerificationAt ?? '')
}

/** Lets time pass until the registry is due, and has the schedule look at it. */
async function nextLook(registry: ContainerRegistry): Promise<string> {
  world.clock.advance((await dueAt(registry)) - world.clock.now().getTime())
  const now = world.clock.now()
  const until = new Date(now.getTime() + MINUTE)
  const all = await world.store.schedule.take('test', now, until, { limit: 1000, perHost: 1000, except: [] })
  let outcome = 'not due'
  for (const due of all) {
    if (due.registryId === registry.id) {
      outcome = (await world.app.reverifyRegistry(due, 'test', signal)).outcome
    } else {
      await world.store.schedule.release(due.registryId, 'test', { dueAt: new Date(due.dueAt), failures: 0 })
    }
  }
  return outcome
}

const health = async (registry: ContainerRegistry): Promise<boolean | undefined> =>
  (await world.read(registry)).verification?.ok

test('a refusal that was a passing fault of the registry heals by itself, at the time that was told', async () => {
  const registry = await world.connect((await world.token()).value)
  refuseAll()
  await nextLook(registry)
  expect(await health(registry)).toBe(false)
  refuseNone()
  const delay = (await dueAt(registry)) - world.clock.now().getTime()
  expect(delay).toBeGreaterThanOrEqual(HOUR)
  expect(delay).toBeLessThanOrEqual(HOUR + 5 * MINUTE)
  expect(await nextLook(registry)).toBe('verified')
  expect(await health(registry)).toBe(true)
})

test('a refusal that stands is asked for ever more seldom: at most five bad logins a day, and one a day in the end', async () => {
  const registry = await world.connect((await world.token()).value)
  await nextLook(registry)
  refuseAll()
  const hours: number[] = []
  for (let look = 0; look < 8; look += 1) {
    const before = world.shown.length
    expect(await nextLook(registry)).toBe('verified')
    expect(world.shown.length - before).toBe(1)
    hours.push(Math.floor(((await dueAt(registry)) - world.clock.now().getTime()) / HOUR))
  }
  expect(hours).toEqual([1, 2, 4, 8, 16, 24, 24, 24])
})

test('a credential that was refused elsewhere meanwhile is skipped, and looked at when it may be shown again', async () => {
  const { value } = await world.token()
  const registry = await world.connect(value)
  refuseAll()
  world.clock.advance((await dueAt(registry)) - world.clock.now().getTime() - MINUTE)
  const draft = {
    kind: 'GITHUB_CR',
    url: world.twin.url,
    config: { username: 'acme', password: value },
  } as const
  await world.app.verifyDraft(world.who, world.organizationId, draft, {}, signal)
  expect(await nextLook(registry)).toBe('skipped')
  expect(await health(registry)).toBe(true)
  refuseNone()
  expect(await nextLook(registry)).toBe('verified')
})

test('a new credential is looked at in its usual turn', async () => {
  const registry = await world.connect((await world.token()).value)
  refuseAll()
  await nextLook(registry)
  refuseNone()
  const { value } = await world.token()
  const { name, description, kind, url } = registry
  await world.app.editRegistry(
    world.who,
    world.organizationId,
    registry.id,
    {
      name,
      description,
      kind,
      url,
      config: { username: 'acme', password: value },
      unverified: false,
      verify: {},
    },
    signal,
  )
  expect((await dueAt(registry)) - world.clock.now().getTime()).toBeGreaterThanOrEqual(3 * HOUR)
  expect(await nextLook(registry)).toBe('verified')
})
