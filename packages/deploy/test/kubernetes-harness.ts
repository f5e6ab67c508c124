import {
  type ContainerSpec,
  type Digest,
  type KubernetesSettings,
  Secret,
  type ServiceIdentity,
  type Workload,
} from '@fairlead/core'
import type { TestCluster } from '../../../test/support/kubernetes.ts'
import { newService, recordProgress } from '../src/contract.ts'
import { createKubernetesTarget, type KubernetesOptions } from '../src/kubernetes/index.ts'
import type { KubernetesContext } from '../src/kubernetes/settings.ts'
import { createContext } from '../src/kubernetes/target.ts'
import { WEB } from './docker-harness.ts'
import { sampleWorkload } from './sample-workload.ts'
import { REPOSITORY, startTestRegistry, type TestRegistry } from './test-registry.ts'

/** How long a test here may take: pods start and end one after another, and machines may be busy. */
export const KUBERNETES_LIMIT_MS = 240_000

/** The readiness of the test image, asked every second. */
export const READY: ContainerSpec['healthchecks'] = {
  readiness: {
    type: { kind: 'http', port: 8080, path: '/', scheme: 'HTTP' },
    initialDelaySeconds: 0,
    periodSeconds: 1,
    timeoutSeconds: 5,
    successThreshold: 1,
    failureThreshold: 3,
  },
  liveness: null,
}

export interface KubernetesHarness {
  readonly registry: TestRegistry
  readonly target: ReturnType<typeof createKubernetesTarget>
  /** The way to the cluster itself, as the administrator. */
  readonly context: KubernetesContext
  /** Versions 1 and 2 of the test image. */
  readonly digests: readonly [Digest, Digest]
  service(): ServiceIdentity
  workload(service: ServiceIdentity, digest: Digest, spec?: Partial<ContainerSpec>): Workload
  /** What the service's pod answers on its port, asked through the API server. */
  page(service: ServiceIdentity): Promise<string>
  /** Takes away every service that was made. */
  close(): Promise<void>
}

const SETTINGS: KubernetesSettings = {
  kind: 'kubernetes',
  access: 'kubeconfig',
  context: null,
  namespace: null,
  podSecurity: 'restricted',
  // The test image names no user.
  runAsUser: 65_532,
  publish: { kind: 'load-balancer' },
}

export async function startKubernetesHarness(
  cluster: Pick<TestCluster, 'kubeconfig'>,
  change: Partial<KubernetesSettings> = {},
  options: KubernetesOptions = {},
): Promise<KubernetesHarness> {
  const registry = await startTestRegistry()
  const digests = [await registry.push('version one'), await registry.push('version two')] as const
  const settings = { ...SETTINGS, ...change }
  const secret = new Secret(cluster.kubeconfig)
  const target = createKubernetesTarget(settings, secret, options)
  const context = createContext(settings, secret, options)
  const services = new Map<string, ServiceIdentity>()
  const remember = (service: ServiceIdentity) => {
    services.set(service.id, service)
    return service
  }
  return {
    registry,
    target,
    context,
    digests,
    service: () => remember(newService()),
    workload: (service, digest, spec = {}) => {
      remember(service)
      const workload = sampleWorkload(service, {
        digest,
        spec: { ports: [WEB], healthchecks: READY, cpuMilli: 100, memoryMib: 64, ...spec },
      })
      return { ...workload, image: { ...workload.image, registry: registry.host, repository: REPOSITORY } }
    },
    page: (service) => pageOf(context, service),
    close: async () => {
      for (const service of services.values()) {
        await target.remove(service, recordProgress(), AbortSignal.timeout(60_000))
      }
      await registry.close()
    },
  }
}

async function pageOf({ api }: KubernetesContext, service: ServiceIdentity): Promise<string> {
  const signal = AbortSignal.timeout(10_000)
  const selection = { labelSelector: `dev.fairlead/service=${service.id}` }
  const { items } = await api.list('Pod', selection, signal)
  const pod = items.find(({ metadata }) => metadata.deletionTimestamp === undefined)
  if (!pod) return 'no pod'
  const { namespace, name } = pod.metadata
  const path = `/api/v1/namespaces/${namespace}/pods/${name}:8080/proxy/`
  const response = await api.open({ method: 'GET', path, asked: 'ask the pod' }, signal)
  return response.text()
}
