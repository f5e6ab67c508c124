import type { ContainerRegistry } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld, takingTarget } from './support/twin-world.ts'

const stores = useTestStores()
const HOUR = 3_600_000
/** What reads acme/linked; without `repo` acme/app is still read. */
const ALL = ['read:packages', 'read:org', 'repo']
const LESS = ['read:packages', 'read:org']

let world: TwinWorld
beforeAll(async () => {
  world = await openTwinWorld(await stores.open())
  await world.push('acme/app', '1.0')
  await world.push('acme/linked', '1.0')
  await world.twin.state.putRepository({ owner: 'acme', name: 'linked' })
  await world.twin.state.putPackage({ owner: 'acme', name: 'linked', repository: 'acme/linked' })
}, 120_000)
afterAll(() => world?.close())

/** A rotated connection that acme/linked runs from, with the secrets of before and after. */
async function rotated(graceHours = 24) {
  const old = await world.token({ scopes: ALL })
  const registry = await world.connect(old.value)
  await world.deploy(registry.id, 'acme/linked')
  const next = await world.token({ scopes: ALL })
  await world.rotate(registry, next.value, { graceHours })
  return { registry, old, next }
}

async function pullsWith(registryId: string): Promise<string | undefined> {
  await world.deploy(registryId, 'acme/app')
  return world.applied.at(-1)?.credential?.password.reveal()
}

const verify = (registryId: string) =>
  world.app.verifyRegistry(world.who, world.organizationId, registryId, {}, signal)

/** The schedule's look at a registry, which has to be due. */
async function scheduled({ id }: ContainerRegistry): Promise<string> {
  const now = world.clock.now()
  const until = new Date(now.getTime() + HOUR)
  const all = await world.store.schedule.take('test', now, until, { limit: 1000, perHost: 1000, except: [] })
  const mine = all.find(({ registryId }) => registryId === id)
  for (const { registryId, dueAt, failures } of all) {
    if (registryId !== id) {
      await world.store.schedule.release(registryId, 'test', { dueAt: new Date(dueAt), failures })
    }
  }
  if (!mine) throw new Error('The registry was not due.')
  return (await world.app.reverifyRegistry(mine, 'test', signal)).outcome
}

test('within the grace time an image that runs and that only the old secret pulls restores it, though another image pulls', async () => {
  const { registry, old, next } = await rotated()
  await world.twin.state.updateToken(next.id, { scopes: LESS })
  const verification = await verify(registry.id)
  const undone = verification.findings.find(({ code }) => code === 'rotation.undone')
  expect(undone?.summary).toContain('acme/linked@sha256:')
  expect((await world.read(registry)).previous).toBeNull()
  expect(await pullsWith(registry.id)).toBe(old.value)
})

test('so does the schedule', async () => {
  const { registry, old, next } = await rotated(2)
  await world.twin.state.updateToken(next.id, { scopes: LESS })
  world.clock.advance(HOUR)
  expect(await scheduled(registry)).toBe('verified')
  expect((await world.read(registry)).previous).toBeNull()
  expect(await pullsWith(registry.id)).toBe(old.value)
})

test('so does the end of the grace time', async () => {
  const { registry, old, next } = await rotated(1)
  await world.twin.state.updateToken(next.id, { scopes: LESS })
  world.clock.advance(HOUR)
  await world.app.endRotations(signal)
  expect((await world.read(registry)).previous).toBeNull()
  expect(await pullsWith(registry.id)).toBe(old.value)
})

test('where the old secret does not pull it any more either, nothing is restored and both say so', async () => {
  const { registry, old, next } = await rotated()
  await world.twin.state.updateToken(next.id, { scopes: LESS })
  await world.twin.state.updateToken(old.id, { scopes: LESS })
  const verification = await verify(registry.id)
  const told = verification.findings.filter(({ code }) => code === 'rotation.image_failed')
  expect(told.map(({ severity }) => severity)).toEqual(['warning'])
  expect((await world.read(registry)).previous).not.toBeNull()
})

test('an old secret that lacks another image that runs is not restored: the loss is an error', async () => {
  await world.twin.state.putMember('acme', { login: 'eve', role: 'admin' })
  const ofEve = await world.token({ login: 'eve', scopes: ALL })
  const registry = await world.connect(ofEve.value)
  await world.deploy(registry.id, 'acme/linked')
  const next = await world.token({ scopes: ALL })
  await world.rotate(registry, next.value)
  // Only ada belongs to umbrella.
  await world.push('umbrella/app', '1.0')
  await world.deploy(registry.id, 'umbrella/app')
  await world.twin.state.updateToken(next.id, { scopes: LESS })
  const verification = await verify(registry.id)
  expect(verification.ok).toBe(false)
  expect(verification.findings.map(({ code }) => code)).toContain('rotation.image_failed')
  expect((await world.read(registry)).previous).not.toBeNull()
  expect(await pullsWith(registry.id)).toBe(next.value)
})

test('images are not tested while the registry is down, nor once the slot is empty', async () => {
  const { registry } = await rotated()
  const imageChecks = ({ checks }: { readonly checks: readonly { readonly id: string }[] }) =>
    checks.filter(({ id }) => id.startsWith('image:')).length
  expect(imageChecks(await verify(registry.id))).toBe(1)
  const fault = world.twin.state.addFault({ path: '*', effect: { kind: 'status', status: 503 } })
  expect(imageChecks(await verify(registry.id))).toBe(0)
  world.twin.state.removeFault(fault.id)
  await world.app.endRotation(world.who, world.organizationId, registry.id)
  expect(imageChecks(await verify(registry.id))).toBe(0)
})

test('a deployment whose node could not pull has the registry verified at once', async () => {
  const { registry, old, next } = await rotated()
  await world.twin.state.updateToken(next.id, { scopes: LESS })
  const refusing = world.createAppLike({
    openTarget: () => ({
      ...takingTarget([]),
      apply: async () => ({
        ok: false,
        findings: [
          {
            code: 'deploy.image_unavailable',
            severity: 'error',
            summary: 'The registry refused to give the image to the node.',
            evidence: [],
          },
        ],
      }),
    }),
  })
  const container = await world.container(registry.id, 'acme/app')
  const { id } = await refusing.requestDeployment(world.who, container.id, { origin: 'deploy' })
  await refusing.runDeployment(id, signal)
  expect((await world.app.getDeployment(world.who, id)).state).toBe('failed')
  expect(await scheduled(registry)).toBe('verified')
  expect(await pullsWith(registry.id)).toBe(old.value)
})

test('webhooks are told of a rotation that was undone, by itself and by hand', async () => {
  const { who, organizationId, app } = world
  const webhook = await app.createWebhook(who, organizationId, {
    kind: 'STANDARD',
    targetUrl: 'https://hooks.example/here',
    secret: null,
    description: '',
    events: ['REGISTRY_ROTATION_UNDONE'],
    enabled: true,
    projectNames: [],
    environmentTypes: [],
  })
  const told = async () =>
    (await world.store.webhookDeliveries.listOf(webhook.id, { page: 0, pageSize: 10 })).map(
      ({ event, payload }) => ({
        event,
        data: payload.data,
      }),
    )
  const { registry, next } = await rotated()
  await world.twin.state.revokeToken(next.id)
  await verify(registry.id)
  const itself = {
    event: 'REGISTRY_ROTATION_UNDONE',
    data: { registry: { id: registry.id }, reason: expect.stringContaining('failed') },
  }
  expect(await told()).toMatchObject([itself])
  await world.rotate(registry, (await world.token({ scopes: ALL })).value)
  await app.undoRotation(who, organizationId, registry.id)
  expect(await told()).toHaveLength(2)
})
