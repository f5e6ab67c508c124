import { randomUUID } from 'node:crypto'
import type { Digest, ServiceIdentity } from '@fairlead/core'
import { Secret } from '@fairlead/core'
import type { TestCluster } from '../../../test/support/kubernetes.ts'
import { newService } from '../src/contract.ts'
import type { DeploymentObject, KubeObject, PodObject } from '../src/kubernetes/connection/objects.ts'
import type { KubernetesContext, KubernetesSettings } from '../src/kubernetes/settings.ts'
import { createContext } from '../src/kubernetes/target.ts'
import { KEYS } from '../src/manifests/keys.ts'
import { kubernetesName } from '../src/manifests/names.ts'
import { REPOSITORY, SERVE, startTestRegistry, type TestRegistry } from './test-registry.ts'

/** A namespace of a test's own, with a registry whose login its pods have. */
export interface RawPlace {
  readonly context: KubernetesContext
  readonly namespace: string
  readonly registry: TestRegistry
  readonly digests: readonly [Digest, Digest]
  service(): ServiceIdentity
  /** A Deployment's manifest, labelled as those that are rendered; the container prints each request. */
  manifest(service: ServiceIdentity, changes?: RawChanges): KubeObject
  apply<T extends KubeObject>(object: KubeObject): Promise<T>
  pods(service: ServiceIdentity): Promise<readonly PodObject[]>
  /** Asks until the service has this many ready pods, and gives them. */
  ready(service: ServiceIdentity, count: number): Promise<readonly PodObject[]>
  /** A page of a pod, by way of the API server. */
  page(pod: PodObject, path: string): Promise<string>
  close(): Promise<void>
}

export interface RawChanges {
  readonly replicas?: number
  readonly digest?: Digest
  readonly deploymentId?: string
  /** Fields of the container. */
  readonly container?: Readonly<Record<string, unknown>>
  /** Fields of the pod's spec. */
  readonly pod?: Readonly<Record<string, unknown>>
}

const PULL_SECRET = 'registry'
const limit = () => AbortSignal.timeout(60_000)

export async function startRawPlace(
  cluster: TestCluster,
  settings: Partial<KubernetesSettings> = {},
): Promise<RawPlace> {
  const namespace = `raw-${randomUUID().slice(0, 8)}`
  const context = createContext(
    {
      kind: 'kubernetes',
      access: 'kubeconfig',
      context: null,
      namespace: null,
      podSecurity: 'baseline',
      runAsUser: null,
      publish: { kind: 'load-balancer' },
      ...settings,
    },
    new Secret(cluster.kubeconfig),
    {},
  )
  const { api } = context
  const registry = await startTestRegistry()
  const digests = [await registry.push('version one'), await registry.push('version two')] as const
  const apply = <T extends KubeObject>(object: KubeObject) => api.apply<T>(object, { force: true }, limit())
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await apply(loginSecret(namespace, registry.host))
  const pods = async ({ id }: ServiceIdentity) =>
    (await api.list<PodObject>('Pod', { namespace, labelSelector: `${KEYS.service}=${id}` }, limit())).items
  return {
    context,
    namespace,
    registry,
    digests,
    service: newService,
    apply,
    pods,
    manifest: (service, changes = {}) =>
      manifest(service, namespace, `${registry.host}/${REPOSITORY}@${changes.digest ?? digests[0]}`, changes),
    ready: (service, count) =>
      until(async () => {
        const ready = (await pods(service)).filter(isReady)
        return ready.length === count ? ready : undefined
      }),
    page: async (pod, path) => {
      const place = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}:8080/proxy/${path}`
      try {
        return await (await api.open({ method: 'GET', path: place, asked: 'read a page' }, limit())).text()
      } catch (error) {
        return String(error)
      }
    },
    close: async () => {
      await api.remove('Namespace', undefined, namespace, limit())
      await registry.close()
    },
  }
}

/** What `look` finds, asked again and again until it finds something. */
async function until<T>(look: () => Promise<T | undefined>, limitMs = 60_000): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`Not within ${limitMs} ms.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const isReady = ({ metadata, status }: PodObject): boolean =>
  metadata.deletionTimestamp === undefined &&
  status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'

function loginSecret(namespace: string, host: string): KubeObject & { type: string; stringData: object } {
  const auth = Buffer.from('octo:a-token').toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: PULL_SECRET, namespace },
    type: 'kubernetes.io/dockerconfigjson',
    stringData: { '.dockerconfigjson': JSON.stringify({ auths: { [host]: { auth } } }) },
  }
}

function manifest(
  service: ServiceIdentity,
  namespace: string,
  image: string,
  { replicas = 1, deploymentId = randomUUID(), container = {}, pod = {} }: RawChanges,
): DeploymentObject {
  const name = kubernetesName(service.name)
  const labels = {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/managed-by': 'fairlead',
    [KEYS.service]: service.id,
    [KEYS.environment]: service.environmentId,
  }
  const annotations = { [KEYS.deployment]: deploymentId }
  const template = {
    metadata: { labels, annotations },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      imagePullSecrets: [{ name: PULL_SECRET }],
      containers: [
        {
          name,
          image,
          args: [...SERVE, '--log-level=verbose'],
          ports: [{ name: 'web', containerPort: 8080 }],
          ...container,
        },
      ],
      ...pod,
    },
  }
  const selector = { matchLabels: { [KEYS.service]: service.id } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels, annotations },
    spec: { replicas, selector, template } as DeploymentObject['spec'],
  }
}
