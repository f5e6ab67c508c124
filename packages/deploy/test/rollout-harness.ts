import { randomUUID } from 'node:crypto'
import type { Finding, Progress, ServiceIdentity } from '@fairlead/core'
import { type Recorded, recordProgress } from '../src/contract.ts'
import { createKubeApi, type KubeApi } from '../src/kubernetes/connection/kube-api.ts'
import { readKubeconfig } from '../src/kubernetes/connection/kubeconfig.ts'
import type { DeploymentObject, KubeObject } from '../src/kubernetes/connection/objects.ts'
import { type WantedRollout, watchRollout } from '../src/kubernetes/rollout/watch-rollout.ts'
import { type KubernetesContext, type KubernetesTimings, TIMINGS } from '../src/kubernetes/settings.ts'
import { KEYS } from '../src/manifests/keys.ts'
import { REPOSITORY, SERVE, startTestRegistry, type TestRegistry } from './test-registry.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a test changes of the Deployment that it applies. */
export interface RolloutSpec {
  readonly image?: string
  readonly deploymentId?: string
  readonly replicas?: number
  readonly pod?: Fields
  readonly container?: Fields
  readonly deployment?: Fields
}

export interface RolloutHarness {
  readonly api: KubeApi
  readonly registry: TestRegistry
  /** Image that serves a page on port 8080, as root unless the pod says otherwise. */
  readonly image: string
  /** A namespace of the test's own with the pull secret `pull`. */
  namespace(labels?: Record<string, string>): Promise<string>
  put(object: Fields): Promise<KubeObject>
  /** Applies a Deployment, named as the service. */
  apply(namespace: string, service: ServiceIdentity, spec?: RolloutSpec): Promise<WantedRollout>
  watch(
    wanted: WantedRollout,
    options?: WatchOptions,
  ): { progress: Recorded; findings: Promise<readonly Finding[]> }
  close(): Promise<void>
}

export interface WatchOptions {
  readonly timings?: Partial<KubernetesTimings>
  readonly signal?: AbortSignal
  readonly api?: KubeApi
  readonly onLog?: (message: string) => void
  readonly onStep?: Progress['step']
}

const LIMIT_MS = 100_000
const limit = () => AbortSignal.timeout(LIMIT_MS)

/** Settings that pass the restricted Pod Security level. */
export const RESTRICTED = {
  pod: {
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
  },
  container: { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
} as const

export async function startRolloutHarness(kubeconfig: string): Promise<RolloutHarness> {
  const api = createKubeApi(readKubeconfig(kubeconfig, { context: null, allowExec: false }))
  const registry = await startTestRegistry()
  const image = `${registry.host}/${REPOSITORY}@${await registry.push('served')}`
  const namespaces: string[] = []
  const put = (object: Fields) =>
    api.apply<KubeObject>(object as unknown as KubeObject, { force: true }, limit())
  return {
    api,
    registry,
    image,
    put,
    namespace: async (labels = {}) => {
      const name = `fl-rollout-${randomUUID().slice(0, 8)}`
      namespaces.push(name)
      await put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })
      await put(pullSecret(name, registry.host))
      return name
    },
    apply: async (namespace, service, spec = {}) => {
      const deploymentId = spec.deploymentId ?? randomUUID()
      const manifest = deployment(namespace, service, deploymentId, { image, ...spec })
      const applied = (await put(manifest)) as DeploymentObject
      return { service, namespace, name: service.name, deploymentId, applied }
    },
    watch: (wanted, { timings, signal = limit(), api: other = api, onLog, onStep } = {}) => {
      const progress = recordProgress(onLog)
      const context: KubernetesContext = {
        api: other,
        settings: {
          kind: 'kubernetes',
          access: 'kubeconfig',
          context: null,
          namespace: wanted.namespace,
          podSecurity: 'restricted',
          runAsUser: null,
          publish: { kind: 'node-port' },
        },
        timings: { ...TIMINGS, rolloutMs: 60_000, placementMs: 2_000, ...timings },
        login: { kind: 'none' },
        clock: { now: () => new Date() },
      }
      const told: Progress = {
        ...progress,
        step: (name, state, message) => {
          progress.step(name, state, message)
          onStep?.(name, state, message)
        },
      }
      return { progress, findings: watchRollout(context, wanted, told, signal) }
    },
    close: async () => {
      await Promise.all(namespaces.map((name) => api.remove('Namespace', undefined, name, limit())))
      await registry.close()
    },
  }
}

const pullSecret = (namespace: string, host: string): Fields => {
  const auth = Buffer.from('octo:anything').toString('base64')
  const config = JSON.stringify({ auths: { [host]: { auth } } })
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'pull', namespace },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from(config).toString('base64') },
  }
}

function deployment(
  namespace: string,
  service: ServiceIdentity,
  deploymentId: string,
  { image, replicas = 1, pod = {}, container = {}, deployment: changes = {} }: RolloutSpec,
): Fields {
  const labels = { [KEYS.service]: service.id }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: service.name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      ...changes,
      template: {
        metadata: { labels, annotations: { [KEYS.deployment]: deploymentId } },
        spec: {
          automountServiceAccountToken: false,
          imagePullSecrets: [{ name: 'pull' }],
          terminationGracePeriodSeconds: 1,
          ...pod,
          containers: [{ name: 'web', image, args: SERVE, ...container }],
        },
      },
    },
  }
}
