import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const stores = useTestStores()

let world: TwinWorld
beforeAll(async () => {
  world = await openTwinWorld(await stores.open())
  for (const repository of ['acme/app', 'acme/site', 'umbrella/app']) await world.push(repository, '1.0')
  await world.twin.state.putPackage({ owner: 'acme', name: 'site', visibility: 'public' })
}, 120_000)
afterAll(() => world?.close())
beforeEach(async () => {
  for (const { registry } of await world.app.listRegistries(world.who, world.organizationId)) {
    await world.app.deleteRegistry(world.who, world.organizationId, registry.id, { force: true })
  }
})

const impact = (id: string, probe: boolean) =>
  world.app.registryImpact(world.who, world.organizationId, id, { probe }, signal)

test('names the services, images and clusters that run from a connection, and asks nobody', async () => {
  const expiresAt = new Date(world.clock.now().getTime() + 9 * 86_400_000).toISOString()
  const registry = await world.connect((await world.token({ expiresAt })).value, { name: 'dying' })
  await world.deploy(registry.id, 'acme/app')
  await world.deploy(registry.id, 'acme/app')
  await world.deploy(registry.id, 'acme/site')
  const other = await world.connect((await world.token()).value, { name: 'other' })
  const before = world.shown.length
  const found = await impact(registry.id, false)
  expect(world.shown.length).toBe(before)
  expect(found.summary).toMatch(
    /^The credential expires at \d{4}-.*; 3 services on 1 cluster would go on to run 2 images that could not be pulled again\.$/,
  )
  expect(found.services.map(({ running, cluster }) => [running, cluster?.name])).toEqual([
    [true, 'docker'],
    [true, 'docker'],
    [true, 'docker'],
  ])
  expect(found.images.map(({ repository, services }) => [repository, services.length]).sort()).toEqual([
    ['acme/app', 2],
    ['acme/site', 1],
  ])
  expect(found.images[0]?.others.map(({ name, pulls, because }) => [name, pulls, because])).toEqual([
    [other.name, 'unknown', 'It was not asked.'],
    ['anonymous', 'unknown', 'It was not asked.'],
  ])
  expect(found.next.map(({ what, fails }) => `${what} ${fails}`)).toEqual([
    'deploy yes',
    'restart no',
    'reschedule no',
    'scale no',
  ])
})

test('asked for, it finds who else pulls each image: another connection, and nobody', async () => {
  const registry = await world.connect((await world.token()).value, { name: 'dying', repositoryPrefix: '' })
  await world.deploy(registry.id, 'acme/app')
  await world.deploy(registry.id, 'acme/site')
  await world.deploy(registry.id, 'umbrella/app')
  await world.connect((await world.token()).value, { name: 'acme-only', repositoryPrefix: 'acme' })
  const found = await impact(registry.id, true)
  const others = Object.fromEntries(
    found.images.map(({ repository, others }) => [
      repository,
      Object.fromEntries(others.map(({ name, pulls }) => [name, pulls])),
    ]),
  )
  expect(others).toEqual({
    'acme/app': { 'acme-only': 'yes', anonymous: 'no' },
    'acme/site': { 'acme-only': 'yes', anonymous: 'yes' },
    'umbrella/app': { 'acme-only': 'unknown', anonymous: 'no' },
  })
  expect(found.summary).toContain('of which 2 images can be pulled by somebody else')
  const umbrella = found.images.find(({ repository }) => repository === 'umbrella/app')
  expect(umbrella?.others[0]?.because).toBe('It was not asked: its prefix acme does not fit umbrella/app.')
})

test('a credential that was refused is not shown again for it', async () => {
  const registry = await world.connect((await world.token()).value, { name: 'dying' })
  await world.deploy(registry.id, 'acme/app')
  const dead = await world.token()
  const other = await world.connect(dead.value, { name: 'dead' })
  await world.twin.state.revokeToken(dead.id)
  await world.app.verifyRegistry(world.who, world.organizationId, other.id, {}, signal)
  const found = await impact(registry.id, true)
  expect(found.images[0]?.others[0]).toMatchObject({ name: 'dead', pulls: 'unknown' })
  expect(found.images[0]?.others[0]?.because).toMatch(/was refused at/)
})

test('of a connection that nothing runs from, it says so', async () => {
  const registry = await world.connect((await world.token()).value, { name: 'idle' })
  expect(await impact(registry.id, true)).toMatchObject({
    summary: 'The credential never expires by itself; no service depends on idle.',
    neverExpires: true,
    services: [],
    images: [],
    next: [],
  })
})
