import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type App,
  type AppPorts,
  type ContainerRegistry,
  type ContainerService,
  createApp,
  type Deployment,
  type DeployTarget,
  type Prepared,
  type Principal,
  type RegistryInput,
  type Secret,
  type Store,
  type VerifyRequest,
  type Workload,
} from '@fairlead/core'
import { type RunningTwin, startTwin } from '@fairlead/ghcr'
import { assembleImage } from '@fairlead/oci/assemble'
import { createImageSource, createRegistryClient } from '@fairlead/oci/client'
import { checkTransport, createGuardedFetch, type Fetch } from '@fairlead/oci/net'
import { createProviders } from '@fairlead/providers'
import { hashApiToken, newApiToken } from '../../src/auth/api-token.ts'
import { createVault } from '../../src/auth/vault.ts'
import { nameKey } from '../../src/auth/vault-key.ts'
import type { OpenedStore } from '../../src/store/open-store.ts'
import { type HandClock, handClock } from './care-world.ts'

/** A request that carried a credential: what was asked, and with which. */
export interface Shown {
  readonly url: string
  readonly authorization: string
}

/** The use cases on a real store, beside a twin with two organizations, and a target that takes what it is given. */
export interface TwinWorld {
  readonly app: App
  /** Another server on the same database, with ports of its own. */
  createAppLike(ports: Partial<AppPorts>): App
  readonly store: Store
  readonly clock: HandClock
  readonly twin: RunningTwin
  readonly who: Principal
  readonly prepared: Prepared
  readonly organizationId: string
  readonly reports: unknown[]
  /** Every request with a credential, in order. */
  readonly shown: Shown[]
  /** What the target was given to apply. */
  readonly applied: Workload[]
  token(input?: {
    readonly scopes?: readonly string[]
    readonly login?: string
    readonly expiresAt?: string
  }): Promise<{
    readonly id: number
    readonly value: string
  }>
  push(repository: string, tag: string): Promise<void>
  connect(password: string, change?: Partial<RegistryInput>): Promise<ContainerRegistry>
  rotate(
    registry: ContainerRegistry,
    password: string,
    options?: { readonly graceHours?: number; readonly verify?: VerifyRequest; readonly version?: number },
  ): Promise<ContainerRegistry>
  read(registry: ContainerRegistry): Promise<ContainerRegistry>
  container(registryId: string, imageName: string, tag?: string): Promise<ContainerService>
  /** Makes a container and deploys it to its end. */
  deploy(registryId: string, imageName: string, tag?: string): Promise<Deployment>
  events(): Promise<readonly string[]>
  audited(): Promise<readonly string[]>
  close(): Promise<void>
}

const OWNERS = ['acme', 'umbrella']

export const signal = AbortSignal.timeout(600_000)

export async function openTwinWorld(
  { store, eventSignal }: Pick<OpenedStore, 'store' | 'eventSignal'>,
  ports: Partial<AppPorts> = {},
): Promise<TwinWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-rotation-'))
  const clock = handClock(new Date().toISOString())
  const twin = await startTwin({
    mode: 'ghcr',
    data: folder,
    seed: {
      users: [{ login: 'ada' }, { login: 'eve' }],
      organizations: OWNERS.map((login) => ({ login, members: [{ login: 'ada', role: 'admin' as const }] })),
    },
  })
  const shown: Shown[] = []
  const guarded = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  const fetch: Fetch = Object.assign(
    (input: Parameters<Fetch>[0], init?: RequestInit) => {
      const authorization = new Headers(init?.headers).get('authorization')
      if (authorization) shown.push({ url: String(input), authorization })
      return guarded(input, init)
    },
    { via: guarded.via },
  )
  const applied: Workload[] = []
  const reports: unknown[] = []
  const createAppLike: TwinWorld['createAppLike'] = (other) => createApp({ ...all, ...other })
  const all: AppPorts = {
    store,
    eventSignal,
    vault: createVault({ keys: [nameKey(new Uint8Array(32).fill(7))] }),
    clock,
    providers: createProviders({
      fetch,
      clock,
      compatibleHosts: [{ registry: twin.url, api: twin.apiUrl }],
    }),
    images: createImageSource({ fetch }),
    openTarget: () => takingTarget(applied),
    checkTransport,
    webhookSender: { send: async () => ({ status: 204 }) },
    report: (error) => reports.push(error),
    newId: randomUUID,
    newApiToken,
    hashApiToken,
    ...ports,
  }
  const app = createAppLike({})
  const target = { kind: 'docker', endpoint: 'unix:///nowhere', publishAddress: '127.0.0.1' } as const
  const prepared = await app.prepareInstallation({ organizationName: 'care', target, clusterName: 'docker' })
  const who = prepared && (await app.authenticate(prepared.token))
  if (!prepared || !who) throw new Error('The database of the test was not empty.')
  const organizationId = prepared.organization.id

  const world: TwinWorld = {
    app,
    createAppLike,
    store,
    clock,
    twin,
    who,
    prepared,
    organizationId,
    reports,
    shown,
    applied,
    async token({ scopes = ['read:packages', 'read:org'], login = 'ada', expiresAt } = {}) {
      const { token, value } = await twin.state.createToken({
        login,
        scopes,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      })
      return { id: token.id, value: value.reveal() }
    },
    async push(repository, tag) {
      const { value } = await twin.state.createToken({ login: 'ada', scopes: ['write:packages'] })
      await pushTiny(guarded, twin.url, repository, tag, value)
    },
    connect: (password, change = {}) =>
      app.createRegistry(
        who,
        organizationId,
        {
          name: `registry-${randomUUID()}`,
          description: '',
          kind: 'GITHUB_CR',
          url: twin.url,
          config: { username: 'acme', password },
          unverified: false,
          verify: {},
          ...change,
        },
        signal,
      ),
    rotate: ({ id }, password, { graceHours = 24, verify = {}, version } = {}) =>
      app.rotateRegistry(
        who,
        organizationId,
        id,
        { config: { password }, graceHours, verify, version },
        signal,
      ),
    read: async ({ id }) => (await app.getRegistry(who, organizationId, id)).registry,
    container: (registryId, imageName, tag = '1.0') =>
      app.createContainer(who, prepared.environment.id, {
        name: `c-${randomUUID()}`,
        description: '',
        spec: {
          registryId,
          imageName,
          tag,
          entrypoint: null,
          arguments: [],
          cpuMilli: 100,
          memoryMib: 64,
          minInstances: 1,
          maxInstances: 1,
          ports: [],
          healthchecks: { readiness: null, liveness: null },
          volumes: [],
          updateStrategy: 'RollingUpdate',
          readOnlyRootFilesystem: false,
        },
        autoPreview: false,
        autoDeploy: false,
        iconUri: '',
        extras: {},
      }),
    async deploy(registryId, imageName, tag) {
      const container = await world.container(registryId, imageName, tag)
      const { id } = await app.requestDeployment(who, container.id, { origin: 'deploy' })
      await app.runDeployment(id, signal)
      return app.getDeployment(who, id)
    },
    events: async () => (await store.events.since(organizationId, 0, 10_000)).map(({ type }) => type),
    audited: async () =>
      (await store.audit.list(organizationId, { page: 0, pageSize: 1000 })).map(
        ({ actor, action }) => `${actor} ${action}`,
      ),
    async close() {
      await twin.close()
      await guarded.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return world
}

/** Takes whatever it is given, and keeps it in `applied`. */
export function takingTarget(applied: Workload[]): DeployTarget {
  const take = async (workload: Workload) => {
    applied.push(workload)
    return { ok: true, reference: 'container', endpoints: [] } as const
  }
  return {
    kind: 'docker',
    platforms: async () => [{ os: 'linux', architecture: 'amd64' }],
    check: async () => [],
    apply: take,
    restart: take,
    stop: async () => undefined,
    remove: async () => undefined,
    status: async () => ({ state: 'unknown', runningInstances: 0, endpoints: [], message: '' }),
  }
}

async function pushTiny(
  fetch: Fetch,
  url: string,
  repository: string,
  tag: string,
  password: Secret,
): Promise<void> {
  const client = createRegistryClient({ url, credential: { username: 'ada', password }, fetch })
  const image = assembleImage([[{ path: '/version', content: Buffer.from(`${repository} ${tag}`) }]], {
    platform: { os: 'linux', architecture: 'amd64' },
    entrypoint: ['/version'],
  })
  for (const blob of image.blobs) {
    await client.pushBlob(repository, blob, () => ReadableStream.from([blob.bytes]), signal)
  }
  await client.pushManifest(repository, tag, image.manifest.bytes, image.manifest.mediaType, signal)
}
