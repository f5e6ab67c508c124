import { randomUUID } from 'node:crypto'
import { AppError, type DeployTarget, type Providers, type PullLogin, Secret } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld, takingTarget } from './support/twin-world.ts'

const stores = useTestStores()
const MINUTE = 60_000

let world: TwinWorld
/** Registries that the use cases told of, in order. */
const changed: string[] = []
/** What each cluster has, by its endpoint, environment and registry. */
const kept = new Map<string, PullLogin>()
const silent = new Set<string>()
beforeAll(async () => {
  world = await openTwinWorld(await stores.open(), {
    openTarget: (settings) => keepingTarget('endpoint' in settings ? settings.endpoint : ''),
    onRegistryChanged: (registryId) => changed.push(registryId),
  })
  await world.push('acme/app', '1.0')
}, 120_000)
afterAll(() => world?.close())
beforeEach(async () => {
  for (const { registry } of await world.app.listRegistries(world.who, world.organizationId)) {
    await world.app.deleteRegistry(world.who, world.organizationId, registry.id, { force: true })
  }
  kept.clear()
  silent.clear()
  world.reports.length = 0
})

/** A cluster that keeps logins as a real one does. */
function keepingTarget(endpoint: string): DeployTarget {
  return {
    ...takingTarget(world.applied),
    async keepPullLogin(login) {
      if (silent.has(endpoint)) throw new AppError('target.unreachable', `${endpoint} does not answer.`)
      const key = `${endpoint} ${login.service.environmentId} ${login.registryId}`
      const before = kept.get(key)?.credential.password.reveal()
      kept.set(key, login)
      return before !== login.credential.password.reveal()
    },
  }
}

const passwords = () => [...kept.values()].map(({ credential }) => credential.password.reveal())
const keep = (app = world.app, ids?: readonly string[]) => app.keepPullLogins(ids, signal)

/** Another environment, on a cluster of its own, in which the same image runs. */
async function elsewhere(endpoint: string, registryId: string): Promise<void> {
  const { prepared, store } = world
  const target = { kind: 'docker', endpoint, publishAddress: '127.0.0.1' } as const
  const cluster = { ...prepared.cluster, id: randomUUID(), name: endpoint, target }
  await store.clusters.insert(cluster)
  const environment = { ...prepared.environment, id: randomUUID(), name: endpoint, clusterId: cluster.id }
  await store.environments.insert(environment)
  const deployment = await world.deploy(registryId, 'acme/app')
  const container = await store.containers.get(deployment.containerId)
  if (!container) throw new Error('It was made just now.')
  await store.containers.insert({ ...container, id: randomUUID(), environmentId: environment.id })
  const [moved] = await store.containers.listOf(environment.id)
  await store.deployments.insert({
    ...deployment,
    id: randomUUID(),
    containerId: moved?.id ?? '',
    environmentId: environment.id,
  })
}

test('each environment has the login of each registry that something runs from, made once', async () => {
  const token = await world.token()
  const registry = await world.connect(token.value, { repositoryPrefix: 'acme' })
  await world.connect((await world.token()).value)
  await world.deploy(registry.id, 'acme/app')
  await world.deploy(registry.id, 'acme/app')
  expect(await keep()).toBe(1)
  expect([...kept.values()]).toMatchObject([
    {
      registryId: registry.id,
      registry: new URL(world.twin.url).host,
      repositoryPrefix: 'acme',
      service: { environmentId: world.prepared.environment.id, projectName: world.prepared.project.name },
    },
  ])
  expect(passwords()).toEqual([token.value])
  const events = await world.events()
  expect(events.at(-1)).toBe('cluster.pull_login_repaired')
  expect(await keep()).toBe(0)
  expect(await world.events()).toEqual(events)
  expect(JSON.stringify(await world.store.events.since(world.organizationId, 0, 1000))).not.toContain(
    token.value,
  )
})

test('a rotation, its undoing and an edit are told once they are stored, and the nodes then get what is stored', async () => {
  const first = await world.token()
  const registry = await world.connect(first.value)
  await world.deploy(registry.id, 'acme/app')
  await keep()
  const second = await world.token()
  changed.length = 0
  await world.rotate(registry, second.value)
  expect(changed).toEqual([registry.id])
  expect(await keep(world.app, [registry.id])).toBe(1)
  expect(passwords()).toEqual([second.value])
  await world.app.undoRotation(world.who, world.organizationId, registry.id)
  expect(changed).toEqual([registry.id, registry.id])
  await keep(world.app, [registry.id])
  expect(passwords()).toEqual([first.value])
})

test('a look that takes long does not bring back the login that a rotation replaced meanwhile', async () => {
  const registry = await world.connect((await world.token()).value)
  await world.deploy(registry.id, 'acme/app')
  const first = Promise.withResolvers<void>()
  const hasBegun = Promise.withResolvers<void>()
  let count = 0
  const credential = async () => {
    count += 1
    if (count > 1) return { username: 'AWS', password: new Secret('new') }
    hasBegun.resolve()
    await first.promise
    return { username: 'AWS', password: new Secret('old') }
  }
  const provider = { kind: 'ECR', credential }
  const providers = { get: () => provider, list: () => [], forHost: () => provider } as unknown as Providers
  const app = world.createAppLike({ providers })
  const slow = keep(app)
  await hasBegun.promise
  await world.rotate(registry, (await world.token()).value)
  await keep(app, [registry.id])
  expect(passwords()).toEqual(['new'])
  first.resolve()
  expect(await slow).toBe(0)
  expect(passwords()).toEqual(['new'])
})

test('logins are watched from the first look on, by one watch for each cluster as it is now, until the end', async () => {
  const watches: { tell: (registryId: string) => void; signal: AbortSignal }[] = []
  const watching = (): DeployTarget => ({
    ...keepingTarget(''),
    watchPullLogins: (tell, signal) => {
      watches.push({ tell, signal })
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    },
  })
  let target = watching()
  const touched: string[] = []
  const app = world.createAppLike({ openTarget: () => target, onNodeLoginChanged: (id) => touched.push(id) })
  const registry = await world.connect((await world.token()).value)
  await world.deploy(registry.id, 'acme/app')
  const ending = new AbortController()
  await app.keepPullLogins([registry.id], ending.signal)
  expect(watches).toHaveLength(0)
  await app.keepPullLogins(undefined, ending.signal)
  await app.keepPullLogins(undefined, ending.signal)
  expect(watches).toHaveLength(1)
  watches[0]?.tell(registry.id)
  expect(touched).toEqual([registry.id])
  // Another kubeconfig makes it another target.
  target = watching()
  await app.keepPullLogins(undefined, ending.signal)
  expect(watches.map((each) => each.signal.aborted)).toEqual([true, false])
  ending.abort()
  expect(watches[1]?.signal.aborted).toBe(true)
})

test('what the removal of the last service takes away is not put back; another service keeps the login', async () => {
  const registry = await world.connect((await world.token()).value)
  const removed = await world.deploy(registry.id, 'acme/app')
  const removal = {
    ...removed,
    id: randomUUID(),
    action: 'delete',
    state: 'running',
    finishedAt: null,
  } as const
  await world.store.deployments.insert(removal)
  expect(await keep()).toBe(0)
  expect(kept.size).toBe(0)
  await world.deploy(registry.id, 'acme/app')
  expect(await keep()).toBe(1)
})

test('a cluster that does not answer is reported once, until it answers again, and holds up no other', async () => {
  const registry = await world.connect((await world.token()).value)
  await elsewhere('unix:///silent', registry.id)
  silent.add('unix:///silent')
  expect(await keep()).toBe(1)
  expect(await keep()).toBe(0)
  expect(world.reports).toMatchObject([{ code: 'target.unreachable' }])
  silent.clear()
  expect(await keep()).toBe(1)
  silent.add('unix:///silent')
  await keep()
  expect(world.reports).toHaveLength(2)
})

test('a credential that ends by itself is made anew before its end, and as soon as the stored one is another', async () => {
  const registry = await world.connect((await world.token()).value)
  await world.deploy(registry.id, 'acme/app')
  let count = 0
  const credential = async () => {
    count += 1
    const expiresAt = new Date(world.clock.now().getTime() + 60 * MINUTE).toISOString()
    return { username: 'AWS', password: new Secret(`made-${count}`), expiresAt }
  }
  const provider = { kind: 'ECR', credential }
  const providers = { get: () => provider, list: () => [], forHost: () => provider } as unknown as Providers
  const app = world.createAppLike({ providers })
  await keep(app)
  await keep(app)
  world.clock.advance(30 * MINUTE)
  await keep(app)
  expect(passwords()).toEqual(['made-1'])
  const [login] = kept.values()
  expect(login?.credential.origin).toBeDefined()
  world.clock.advance(15 * MINUTE)
  await keep(app)
  expect(passwords()).toEqual(['made-2'])
  await world.rotate(registry, (await world.token()).value)
  await keep(app, [registry.id])
  expect(passwords()).toEqual(['made-3'])
  const [rotated] = kept.values()
  expect(rotated?.credential.origin).not.toBe(login?.credential.origin)
})
