import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ApiClient,
  type ClusterRequest,
  type Container,
  type ContainerRequest,
  createApiClient,
  type Deployment,
} from '@fairlead/api/client'
import type { Secret } from '@fairlead/core'
import { type RunningTwin, startTwin } from '@fairlead/ghcr'
import { vi } from 'vitest'
import { type ClusterEye, clusterEye } from './cluster-eye.ts'
import type { TestCluster } from './kubernetes.ts'
import { pushWebImage } from './push-web-image.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { type ToldDeployments, toldDeployments } from './told-deployments.ts'

type KubernetesTarget = Extract<NonNullable<ClusterRequest['target']>, { kind: 'kubernetes' }>

interface WorldOptions {
  /** How the server reaches the cluster, where that is not the administrator's kubeconfig. */
  readonly target?: Partial<KubernetesTarget>
  /** More of the server's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** A program and its arguments that the server is started by. */
  readonly within?: readonly string[]
  /** Port of the twin; a free one if left out. */
  readonly twinPort?: number
}

interface TwinToken {
  readonly id: number
  readonly value: Secret
}

/** A server as it is shipped, a twin with private images, and a real cluster that the server deploys to. */
export interface KubernetesWorld extends ToldDeployments {
  readonly eye: ClusterEye
  readonly twin: RunningTwin
  /** Of the server as it was started last. */
  readonly server: ServerProcess
  readonly api: ApiClient
  readonly adminToken: string
  readonly organizationId: string
  readonly environmentId: string
  readonly clusterId: string
  readonly registryId: string
  /** What the connection to the twin was made with. */
  readonly pullToken: TwinToken
  /** Starts the server again, on the same data. */
  start(): Promise<void>
  /** Starts one more server, with a data folder of its own; its caller ends it. */
  startAnother(): Promise<ServerProcess>
  token(...scopes: string[]): Promise<TwinToken>
  push(tag: string, options?: { readonly crashes?: boolean }): Promise<void>
  /** For a container that serves on port 8080 and is asked every second whether it is ready. */
  request(name: string, tag: string, change?: Partial<ContainerRequest>): ContainerRequest
  create(name: string, tag: string, change?: Partial<ContainerRequest>): Promise<Container>
  /** Asks for a deployment; its id. */
  ask(container: Container, tag?: string): Promise<string>
  deploy(container: Container, tag?: string): Promise<Deployment>
  close(): Promise<void>
}

export const WORLD_LIMIT_MS = 240_000

/** The repository that `push` pushes to. */
export const REPOSITORY = 'acme/app'

export const until = <T>(look: () => Promise<T> | T): Promise<T> =>
  vi.waitFor(look, { timeout: 90_000, interval: 100 })

export async function startKubernetesWorld(
  cluster: Pick<TestCluster, 'kubeconfig'>,
  { target, env = {}, within, twinPort }: WorldOptions = {},
): Promise<KubernetesWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-kubernetes-'))
  // As root, PostgreSQL runs as another user, who has to get in.
  await chmod(folder, 0o755)
  const twin = await startTwin({
    mode: 'ghcr',
    data: join(folder, 'twin'),
    ...(twinPort === undefined ? {} : { port: twinPort }),
    seed: {
      users: [{ login: 'ada' }],
      organizations: [{ login: 'acme', members: [{ login: 'ada', role: 'admin' }] }],
    },
  })
  const data = join(folder, 'server')
  let others = 0
  const eye = clusterEye(cluster.kubeconfig)
  const token: KubernetesWorld['token'] = async (...scopes) => {
    const made = await twin.state.createToken({ login: 'ada', scopes })
    return { id: made.token.id, value: made.value }
  }
  const pusher = await token('write:packages')
  const begin = (dataFolder: string) =>
    startServerProcess(
      {
        FAIRLEAD_DATA: dataFolder,
        FAIRLEAD_GHCR_HOSTS: `${twin.url}=${twin.apiUrl}`,
        FAIRLEAD_LOG: 'error',
        // Docker's own services are another suite's.
        DOCKER_HOST: 'unix:///nowhere/docker.sock',
        ...env,
      },
      within,
    )
  let server: ServerProcess
  let api: ApiClient
  let adminToken = ''
  const start = async (): Promise<void> => {
    server = await begin(data)
    adminToken = (await readFile(join(data, 'admin-token'), 'utf8')).trim()
    api = createApiClient({ baseUrl: server.url, token: adminToken })
  }
  await start()
  const places = await makePlaces()

  async function makePlaces() {
    const [organization] = await api.organizations.list()
    const organizationId = organization?.id ?? ''
    const [project] = await api.projects.list(organizationId)
    const { id: clusterId } = await api.clusters.create(organizationId, {
      name: 'real',
      target: { kind: 'kubernetes', kubeconfig: cluster.kubeconfig, ...target },
    })
    const { id: environmentId } = await api.environments.create(project?.id ?? '', {
      name: 'live',
      cluster: clusterId,
    })
    const pullToken = await token('read:packages', 'read:org')
    const { id: registryId } = await api.registries.create(organizationId, {
      name: 'ghcr',
      kind: 'GITHUB_CR',
      url: twin.url,
      config: { username: 'acme', password: pullToken.value.reveal() },
    })
    return { organizationId, environmentId, clusterId, registryId, pullToken }
  }

  const world: KubernetesWorld = {
    ...places,
    ...toldDeployments(() => api, places.organizationId, WORLD_LIMIT_MS),
    eye,
    twin,
    get server() {
      return server
    },
    get api() {
      return api
    },
    get adminToken() {
      return adminToken
    },
    start,
    startAnother: () => {
      others += 1
      return begin(`${data}-${others}`)
    },
    token,
    push: (tag, { crashes = false } = {}) =>
      pushWebImage(twin.url, { repository: REPOSITORY, tag, crashes }, pusher.value),
    request: (name, tag, change = {}) => ({
      name,
      registry_id: places.registryId,
      image_name: REPOSITORY,
      tag,
      cpu: 50,
      memory: 64,
      healthchecks: {
        readiness_probe: { type: { http: { port: 8080, path: '/' } }, period_seconds: 1 },
      },
      ports: [{ internal_port: 8080, publicly_accessible: false }],
      ...change,
    }),
    create: (name, tag, change) =>
      api.containers.create(places.environmentId, world.request(name, tag, change)),
    ask: async (container, tag) =>
      (await api.containers.deploy(container.id, { tag })).deployment_request_id ?? '',
    deploy: async (container, tag) => world.finished(await world.ask(container, tag)),
    async close() {
      const namespace = await eye.namespaceOf(places.environmentId)
      const signal = AbortSignal.timeout(30_000)
      if (namespace) await eye.api.remove('Namespace', undefined, namespace, signal)
      // A clean end also ends the embedded PostgreSQL.
      await server.stop()
      await twin.close()
      await rm(folder, { recursive: true, force: true })
    },
  }

  return world
}
