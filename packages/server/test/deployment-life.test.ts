import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type App,
  AppError,
  type Applied,
  createApp,
  type Deployment,
  type DeployTarget,
  finding,
  type Prepared,
  type Principal,
  type Progress,
  Secret,
  type Store,
  systemClock,
  type Workload,
} from '@fairlead/core'
import { createImageSource } from '@fairlead/oci/client'
import { checkTransport, createGuardedFetch } from '@fairlead/oci/net'
import { createProviders } from '@fairlead/providers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hashApiToken, newApiToken } from '../src/auth/api-token.ts'
import { createVault } from '../src/auth/vault.ts'
import { nameKey } from '../src/auth/vault-key.ts'
import { type SampleTwin, startSampleTwin } from '../src/sample/index.ts'
import { useTestStores } from '../src/store/testing/open-test-store.ts'

const { signal } = new AbortController()
const stores = useTestStores()
const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
const succeeded: Applied = { ok: true, reference: 'container', endpoints: [] }

/** A target that notes what it is asked, and answers as a test says: its faults cannot be had of a real one at will. */
class ScriptedTarget {
  readonly asked: { call: string; workload?: Workload; aborted: boolean }[] = []
  answer: (workload: Workload, signal: AbortSignal, progress: Progress) => Promise<Applied> = async () =>
    succeeded

  reset(): void {
    this.asked.length = 0
    this.answer = async () => succeeded
  }

  readonly target: DeployTarget = {
    kind: 'docker',
    platforms: async () => [],
    check: async () => [],
    apply: (workload, progress, signal) => {
      this.asked.push({ call: 'apply', workload, aborted: signal.aborted })
      return this.answer(workload, signal, progress)
    },
    restart: (workload, progress, signal) => {
      this.asked.push({ call: 'restart', workload, aborted: signal.aborted })
      return this.answer(workload, signal, progress)
    },
    stop: async (_service, _progress, signal) => {
      this.asked.push({ call: 'stop', aborted: signal.aborted })
    },
    remove: async (_service, _progress, signal) => {
      this.asked.push({ call: 'remove', aborted: signal.aborted })
    },
    status: async () => ({ state: 'unknown', runningInstances: 0, endpoints: [], message: '' }),
  }
}

interface World {
  readonly app: App
  readonly store: Store
  readonly who: Principal
  readonly target: ScriptedTarget
  readonly prepared: Prepared
  readonly reports: unknown[]
  deploy(containerId: string): Promise<Deployment>
  addContainer(): Promise<string>
  end(deployment: Deployment): Promise<Deployment>
}

let folder: string
let twin: SampleTwin
let world: World

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-life-'))
  await chmod(folder, 0o755)
  twin = await startSampleTwin({ folder, host: '127.0.0.1', port: 0 }, signal)
  world = await makeWorld()
})

beforeEach(() => world.target.reset())

afterAll(async () => {
  await twin?.close()
  await fetch.close()
  await rm(folder, { recursive: true, force: true })
})

/** The same twin by another name, as a registry that moved. */
const movedUrl = (): string => twin.url.replace('127.0.0.1', 'localhost')

async function makeWorld(): Promise<World> {
  const { store, eventSignal } = await stores.open()
  const target = new ScriptedTarget()
  const reports: unknown[] = []
  const compatibleHosts = [twin.url, movedUrl()].map((registry) => ({ registry, api: `${registry}/api/v3` }))
  const app = createApp({
    store,
    eventSignal,
    vault: createVault({ keys: [nameKey(new Uint8Array(32).fill(7))] }),
    clock: systemClock,
    providers: createProviders({ fetch, clock: systemClock, compatibleHosts }),
    images: createImageSource({ fetch }),
    openTarget: () => target.target,
    checkTransport,
    webhookSender: { send: async () => ({ status: 204 }) },
    report: (error) => reports.push(error),
    newId: randomUUID,
    newApiToken,
    hashApiToken,
  })
  const first = { kind: 'docker', endpoint: 'unix:///nowhere', publishAddress: '127.0.0.1' } as const
  const prepared = await app.prepareInstallation({
    organizationName: 'life',
    target: first,
    clusterName: 'docker',
  })
  if (!prepared) throw new Error('The database of the test was not empty.')
  const who = await app.authenticate(prepared.token)
  if (!who) throw new Error('The first token was refused.')
  const registryId = (await addRegistry(app, who, prepared.organization.id, twin.connectToken)).id
  return {
    app,
    store,
    who,
    target,
    prepared,
    reports,
    deploy: (id) => app.requestDeployment(who, id, { origin: 'deploy' }),
    async addContainer() {
      const container = await app.createContainer(who, prepared.environment.id, {
        name: `c-${randomUUID()}`,
        description: '',
        spec: {
          registryId,
          imageName: 'acme/hello',
          tag: '1.0',
          entrypoint: null,
          arguments: [],
          cpuMilli: 100,
          memoryMib: 64,
          minInstances: 1,
          maxInstances: 1,
          ports: [],
          volumes: [],
          updateStrategy: 'RollingUpdate',
          readOnlyRootFilesystem: false,
          healthchecks: { readiness: null, liveness: null },
        },
        autoPreview: false,
        autoDeploy: false,
        iconUri: '',
        extras: {},
      })
      return container.id
    },
    async end({ id }) {
      await app.runDeployment(id, signal)
      return app.getDeployment(who, id)
    },
  }
}

const addRegistry = (app: App, who: Principal, organizationId: string, token: Secret) =>
  app.createRegistry(
    who,
    organizationId,
    {
      name: `registry-${randomUUID()}`,
      description: '',
      kind: 'GITHUB_CR',
      url: twin.url,
      config: { username: 'acme', password: token.reveal() },
      unverified: false,
      verify: {},
    },
    signal,
  )

/** As `kill -9` leaves it: begun, with its digest, and nobody at work on it. */
async function cutOff(deployment: Deployment): Promise<Deployment> {
  const { digest } = await createImageSource({ fetch }).resolve(
    { url: twin.url, repository: 'acme/hello', credential: { username: 'x', password: twin.connectToken } },
    '1.0',
    signal,
  )
  const { registryId, imageName, tag } = deployment.spec
  const registry = new URL(twin.url).host
  const image = { registryId, registry, repository: imageName, tag, digest, platforms: [] }
  const begun: Deployment = { ...deployment, state: 'running', startedAt: new Date().toISOString(), image }
  await world.store.deployments.save(begun)
  return begun
}

describe('a deployment', () => {
  test('that a crash cut off is finished by the target even where the registry fails by then', async () => {
    const containerId = await world.addContainer()
    const broken = await makeBroken(await cutOff(await world.deploy(containerId)))
    const ended = await world.end(broken)
    expect(ended).toMatchObject({ state: 'succeeded', findings: [] })
    expect(world.target.asked.map(({ call }) => call)).toEqual(['apply'])
    expect(ended.steps.find(({ name }) => name === 'preflight')?.state).toBe('skipped')
  })

  test('whose credential cannot be had just now leaves the target the login of before; so does one whose connection is gone', async () => {
    const containerId = await world.addContainer()
    const broken = await makeBroken(await cutOff(await world.deploy(containerId)))
    const registry = await world.store.registries.get(broken.spec.registryId)
    if (!registry) throw new Error('The registry is gone.')
    const another = createVault({ keys: [nameKey(new Uint8Array(32).fill(8))] })
    const sealedSecrets = another.seal(new Secret('{}'), registry.id)
    await world.store.registries.save({ ...registry, sealedSecrets })
    await world.end(broken)
    expect(world.target.asked[0]?.workload).toMatchObject({ credential: undefined, keptLogin: 'needed' })
    world.target.reset()
    const other = await cutOff(await world.deploy(containerId))
    const gone: Deployment = { ...other, spec: { ...other.spec, registryId: randomUUID() } }
    await world.store.deployments.save(gone)
    await world.end(gone)
    expect(world.target.asked[0]?.workload).toMatchObject({ credential: undefined, keptLogin: 'unknown' })
  })

  test('that was canceled after it began, and then cut off, is given to the target to be undone', async () => {
    const containerId = await world.addContainer()
    const begun = await cutOff(await world.deploy(containerId))
    await world.app.cancelDeployment(world.who, begun.id)
    world.target.answer = async (_, aborted) => {
      throw new AppError('operation.canceled', 'undone', { cause: aborted.reason })
    }
    const ended = await world.end(begun)
    expect(world.target.asked).toMatchObject([{ call: 'apply', aborted: true }])
    expect(ended.state).toBe('canceled')
  })

  test('that was canceled too late, because the target had switched already, is told as it is: succeeded', async () => {
    const containerId = await world.addContainer()
    const begun = await cutOff(await world.deploy(containerId))
    await world.app.cancelDeployment(world.who, begun.id)
    world.target.answer = async () => succeeded
    expect((await world.end(begun)).state).toBe('succeeded')
  })

  test('that was being undone when a crash cut it off is undone, not tried again, and ends with what made it fail', async () => {
    const containerId = await world.addContainer()
    const begun = await cutOff(await world.deploy(containerId))
    const exited = finding('deploy.container_exited', { summary: 'It ended.' })
    world.target.answer = async (_workload, _signal, progress) => {
      progress.log('pulled')
      progress.fail?.([exited])
      await expect.poll(async () => (await world.store.deployments.get(begun.id))?.findings).toHaveLength(1)
      throw new AppError('database.unavailable', 'As a crash leaves it.')
    }
    await expect(world.app.runDeployment(begun.id, signal)).rejects.toMatchObject({
      code: 'database.unavailable',
    })
    world.target.reset()
    world.target.answer = async ({ failure }, _signal, progress) => {
      progress.log('pulled')
      progress.log('undone')
      return { ok: false, findings: failure ?? [] }
    }
    const ended = await world.end(begun)
    expect(ended).toMatchObject({ state: 'failed', findings: [exited] })
    expect(ended.findings).toHaveLength(1)
    expect(world.target.asked[0]?.workload?.failure).toEqual([exited])
    expect(await world.store.events.linesOf(begun.organizationId, begun.id)).toEqual(['pulled', 'undone'])
  })

  test('that was canceled before it began never reaches the target', async () => {
    const containerId = await world.addContainer()
    const queued = await world.deploy(containerId)
    await world.app.cancelDeployment(world.who, queued.id)
    expect((await world.end(queued)).state).toBe('canceled')
    expect(world.target.asked).toEqual([])
  })

  test('whose end could not be stored stays unfinished, and the same call made again finishes it', async () => {
    const containerId = await world.addContainer()
    const deployment = await world.deploy(containerId)
    const lost = new AppError('database.unavailable', 'The database closed the connection.')
    world.target.answer = async () => {
      throw lost
    }
    await expect(world.app.runDeployment(deployment.id, signal)).rejects.toBe(lost)
    expect((await world.app.getDeployment(world.who, deployment.id)).state).toBe('running')
    world.target.answer = async () => succeeded
    expect((await world.end(deployment)).state).toBe('succeeded')
  })

  test('that fails for a reason of our own is failed with a finding, and its cause is reported', async () => {
    const containerId = await world.addContainer()
    const deployment = await world.deploy(containerId)
    const cause = new TypeError('x is not a function')
    world.target.answer = async () => {
      throw cause
    }
    const ended = await world.end(deployment)
    expect(ended.findings.map(({ code }) => code)).toEqual(['deploy.target_failed'])
    expect(JSON.stringify(ended)).not.toContain('x is not a function')
    expect(world.reports).toContain(cause)
  })

  test('rolled back after its connection moved pulls the old digest from the new place, with its credential', async () => {
    const containerId = await world.addContainer()
    const first = await world.end(await world.deploy(containerId))
    const second = await world.app.requestDeployment(world.who, containerId, { origin: 'deploy', tag: '1.1' })
    await world.end(second)
    const registry = await world.store.registries.get(first.spec.registryId)
    if (!registry) throw new Error('The registry is gone.')
    await world.store.registries.save({ ...registry, url: movedUrl() })
    world.target.reset()
    await world.end(await world.app.rollbackContainer(world.who, containerId, undefined))
    expect(world.target.asked[0]?.workload?.image).toMatchObject({
      registry: new URL(movedUrl()).host,
      digest: first.image?.digest,
    })
  })

  test('a pull that fails at the target is explained by what is wrong with the registry', async () => {
    const containerId = await world.addContainer()
    const begun = await makeBroken(await cutOff(await world.deploy(containerId)))
    const unpulled = finding('deploy.image_unavailable', { summary: 'pull refused' })
    world.target.answer = async () => ({ ok: false, findings: [unpulled] })
    const ended = await world.end(begun)
    expect(ended.state).toBe('failed')
    expect(ended.findings.map(({ code }) => code)).toEqual(['token.refused'])
  })
})

describe('a second deployment of a service', () => {
  const begun = async (deployment: Deployment): Promise<Deployment> => {
    const running = { ...deployment, state: 'running', startedAt: new Date().toISOString() } as const
    await world.store.deployments.save(running)
    return running
  }
  const lease = (id: string) => {
    const now = new Date()
    return world.store.deployments.lease(id, randomUUID(), new Date(now.getTime() + 1_000), now)
  }
  const endOf = (id: string) => world.app.getDeployment(world.who, id)

  test('waits for the first one, says for which, and nobody may run it before that has ended', async () => {
    const containerId = await world.addContainer()
    const first = await begun(await world.deploy(containerId))
    const second = await world.deploy(containerId)
    expect(second.steps).toMatchObject([
      {
        name: 'wait',
        state: 'running',
        message: expect.stringMatching(/^Waits until the deployment of \S+ that/),
      },
    ])
    expect(await lease(second.id)).toBe(false)
    expect(await world.store.deployments.abandoned(new Date())).not.toContainEqual(
      expect.objectContaining({ id: second.id }),
    )
    expect((await world.end(first)).state).toBe('succeeded')
    expect(await lease(second.id)).toBe(true)
    const ended = await world.end(second)
    expect(ended).toMatchObject({ state: 'succeeded', replacesId: first.id })
    expect(ended.steps[0]).toMatchObject({ name: 'wait', state: 'succeeded' })
  })

  test('that comes while another one waits takes its place, and the one that gave way says so', async () => {
    const containerId = await world.addContainer()
    const first = await begun(await world.deploy(containerId))
    const [second, third] = [await world.deploy(containerId), await world.deploy(containerId)]
    expect(await endOf(second.id)).toMatchObject({
      state: 'canceled',
      startedAt: null,
      findings: [{ code: 'deploy.superseded', severity: 'info' }],
      steps: [{ name: 'wait', state: 'skipped' }],
    })
    expect((await world.app.containerStatus(world.who, containerId)).latest?.id).toBe(third.id)
    await world.end(first)
    await world.end(second)
    expect((await world.end(third)).state).toBe('succeeded')
    expect(world.target.asked.map(({ workload }) => workload?.deploymentId)).toEqual([first.id, third.id])
  })

  test('that waits is canceled at once, and the service is then what the first one makes of it', async () => {
    const containerId = await world.addContainer()
    const first = await begun(await world.deploy(containerId))
    const second = await world.deploy(containerId)
    expect(await world.app.cancelDeployment(world.who, second.id)).toMatchObject({
      state: 'canceled',
      findings: [{ code: 'deploy.canceled', summary: 'It was canceled before it began.' }],
    })
    expect((await world.app.containerStatus(world.who, containerId)).state).toBe('DEPLOYING')
    expect((await world.end(first)).state).toBe('succeeded')
  })

  test('of twenty that are asked for at once the newest alone waits, and each other one has its end', async () => {
    const containerId = await world.addContainer()
    const first = await begun(await world.deploy(containerId))
    const asked = await Promise.all(Array.from({ length: 20 }, () => world.deploy(containerId)))
    const unfinished = await world.store.deployments.unfinished(containerId)
    expect(unfinished.map(({ state }) => state)).toEqual(['running', 'queued'])
    const states = await Promise.all(asked.map(async ({ id }) => (await endOf(id)).state))
    expect(states.filter((state) => state === 'canceled')).toHaveLength(19)
    await world.end(first)
    await world.end(unfinished[1] ?? expect.fail())
  })

  test('a restart that waited is one of what serves by then', async () => {
    const containerId = await world.addContainer()
    await world.end(await world.deploy(containerId))
    const second = await begun(await world.deploy(containerId))
    const restart = await world.app.requestOperation(world.who, containerId, 'restart')
    await world.end(second)
    expect(await world.end(restart)).toMatchObject({ state: 'succeeded', replacesId: second.id })
  })

  const busy = (words: string) => ({ code: 'container.busy', message: expect.stringContaining(words) })

  test('a restart is refused while the service is stopped, and where it would take the place of a new version', async () => {
    const containerId = await world.addContainer()
    await world.end(await world.deploy(containerId))
    const restart = () => world.app.requestOperation(world.who, containerId, 'restart')
    const second = await begun(await world.deploy(containerId))
    const third = await world.deploy(containerId)
    await expect(restart()).rejects.toMatchObject(busy('waits, which starts it anew'))
    await world.end(second)
    await world.end(third)
    const stop = await begun(await world.app.requestOperation(world.who, containerId, 'stop'))
    await expect(restart()).rejects.toMatchObject(busy('is being stopped'))
    await world.end(stop)
    expect(await world.store.deployments.live(containerId)).toBeUndefined()
  })

  test('a rollback that is asked for while a version is deployed goes back to what ran, not to the one before', async () => {
    const containerId = await world.addContainer()
    const deploy = (tag: string) =>
      world.app.requestDeployment(world.who, containerId, { origin: 'deploy', tag })
    await world.end(await deploy('1.0'))
    const second = await world.end(await deploy('1.1'))
    const third = await begun(await deploy('1.0'))
    const rollback = () => world.app.rollbackContainer(world.who, containerId, undefined)
    expect((await rollback()).image?.digest).toBe(second.image?.digest)
    await world.end({ ...third, cancelRequested: false })
    const last = await rollback()
    expect(last.image?.digest).toBe(second.image?.digest)
  })

  test('is refused while the service is deleted or waits to be, which nothing gives way to', async () => {
    const containerId = await world.addContainer()
    const first = await begun(await world.deploy(containerId))
    const deletion = await world.app.deleteContainer(world.who, containerId)
    await expect(world.deploy(containerId)).rejects.toMatchObject({
      code: 'container.busy',
      message: expect.stringContaining('is being deleted'),
    })
    await world.end(first)
    await begun(deletion)
    // A removal that has begun is not given up half-way.
    await world.app.cancelDeployment(world.who, deletion.id)
    await expect(world.deploy(containerId)).rejects.toMatchObject(busy('is being deleted'))
    expect((await world.end(deletion)).state).toBe('succeeded')
    expect(await world.store.containers.get(containerId)).toBeUndefined()
  })
})

describe('a deletion', () => {
  test('of a container that never began to run asks no target, so that an unreachable one cannot hold it', async () => {
    const containerId = await world.addContainer()
    const ended = await world.end(await world.app.deleteContainer(world.who, containerId))
    expect(ended.state).toBe('succeeded')
    expect(world.target.asked).toEqual([])
    expect(await world.store.containers.get(containerId)).toBeUndefined()
  })

  test('by force asks no target either, and is refused while a deployment is unfinished', async () => {
    const containerId = await world.addContainer()
    const running = await world.deploy(containerId)
    await expect(world.app.forgetContainer(world.who, containerId)).rejects.toMatchObject({
      code: 'container.busy',
    })
    await world.end(running)
    world.target.reset()
    await world.app.forgetContainer(world.who, containerId)
    expect(world.target.asked).toEqual([])
    expect(await world.store.containers.get(containerId)).toBeUndefined()
    expect((await world.app.getDeployment(world.who, running.id)).state).toBe('succeeded')
  })

  test('once begun is not given up half-way, and a cancel that comes then changes nothing', async () => {
    const containerId = await world.addContainer()
    await world.end(await world.deploy(containerId))
    const deletion = await world.app.deleteContainer(world.who, containerId)
    await world.store.deployments.save({ ...deletion, state: 'running', startedAt: new Date().toISOString() })
    await world.app.cancelDeployment(world.who, deletion.id)
    world.target.reset()
    expect((await world.end(deletion)).state).toBe('succeeded')
    expect(world.target.asked).toEqual([{ call: 'remove', aborted: false }])
  })
})

/** The same deployment through a connection whose token was revoked meanwhile. */
async function makeBroken(deployment: Deployment): Promise<Deployment> {
  const { token, value } = await twin.state.createToken({
    login: twin.user,
    scopes: ['read:packages', 'read:org'],
  })
  const registry = await addRegistry(world.app, world.who, world.prepared.organization.id, value)
  await twin.state.revokeToken(token.id)
  const { image, spec } = deployment
  const broken: Deployment = {
    ...deployment,
    spec: { ...spec, registryId: registry.id },
    image: image && { ...image, registryId: registry.id },
  }
  await world.store.deployments.save(broken)
  return broken
}
