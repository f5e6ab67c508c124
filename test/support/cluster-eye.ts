import { gunzipSync } from 'node:zlib'
import { createKubeApi, type KubeApi } from '../../packages/deploy/src/kubernetes/connection/kube-api.ts'
import { readKubeconfig } from '../../packages/deploy/src/kubernetes/connection/kubeconfig.ts'
import type {
  DeploymentObject,
  KubeObject,
  PodObject,
  ReplicaSetObject,
} from '../../packages/deploy/src/kubernetes/connection/objects.ts'

const SERVICE = 'dev.fairlead/service'
const DEPLOYMENT = 'dev.fairlead/deployment'
const REVISION = 'deployment.kubernetes.io/revision'

/** How far a service's Deployment has come: every version that is applied raises both numbers by one. */
interface RolloutCount {
  readonly generation: number
  readonly revision: number
}

/** What an administrator sees of a cluster, past Fairlead. */
export interface ClusterEye {
  readonly api: KubeApi
  /** Undefined where there is none. */
  namespaceOf(environmentId: string): Promise<string | undefined>
  /** Every object of every kind that the namespace has room for, but for the events. */
  objects(namespace: string): Promise<readonly KubeObject[]>
  deployment(serviceId: string): Promise<DeploymentObject | undefined>
  count(serviceId: string): Promise<RolloutCount>
  /** Of the version that a deployment wants. */
  replicaSets(deploymentId: string): Promise<readonly ReplicaSetObject[]>
  /** Those that are to stay, by their names. */
  pods(serviceId: string): Promise<readonly PodObject[]>
  /** What a pod answers that is ready; undefined where none is. */
  page(serviceId: string): Promise<string | undefined>
}

export function clusterEye(kubeconfig: string): ClusterEye {
  const api = createKubeApi(readKubeconfig(kubeconfig, { context: null, allowExec: false }))
  const signal = () => AbortSignal.timeout(30_000)
  const labelled = (serviceId: string) => ({ labelSelector: `${SERVICE}=${serviceId}` })
  const read = <T>(path: string): Promise<T> =>
    api.ask<T>({ method: 'GET', path, asked: `read ${path}` }, signal())

  const eye: ClusterEye = {
    api,
    async namespaceOf(environmentId) {
      const labelSelector = `dev.fairlead/environment=${environmentId}`
      const { items } = await api.list('Namespace', { labelSelector }, signal())
      return items[0]?.metadata.name
    },
    async objects(namespace) {
      const groups = await read<ApiGroups>('/apis')
      const roots = ['/api/v1', ...groups.groups.map((each) => `/apis/${each.preferredVersion.groupVersion}`)]
      const kinds = await Promise.all(
        roots.map(async (root) =>
          (await read<ApiResources>(root)).resources
            .filter(
              ({ name, namespaced, verbs }) => namespaced && verbs.includes('list') && name !== 'events',
            )
            .map(({ name, kind }) => ({ path: `${root}/namespaces/${namespace}/${name}`, kind })),
        ),
      )
      const lists = await Promise.all(
        kinds.flat().map(async ({ path, kind }) => {
          const { items } = await read<{ items: readonly Omit<KubeObject, 'kind'>[] }>(path)
          return items.map((item) => ({ ...item, kind }))
        }),
      )
      return lists.flat()
    },
    async deployment(serviceId) {
      return (await api.list<DeploymentObject>('Deployment', labelled(serviceId), signal())).items[0]
    },
    async count(serviceId) {
      const { metadata } = (await eye.deployment(serviceId)) ?? {}
      return {
        generation: metadata?.generation ?? 0,
        revision: Number(metadata?.annotations?.[REVISION] ?? 0),
      }
    },
    async replicaSets(deploymentId) {
      const { items } = await api.list<ReplicaSetObject>('ReplicaSet', {}, signal())
      return items.filter(({ spec }) => spec.template.metadata?.annotations?.[DEPLOYMENT] === deploymentId)
    },
    async pods(serviceId) {
      const { items } = await api.list<PodObject>('Pod', labelled(serviceId), signal())
      return items
        .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
        .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
    },
    async page(serviceId) {
      const ready = (await eye.pods(serviceId)).find(({ status }) =>
        status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
      )
      if (!ready) return undefined
      const { namespace, name } = ready.metadata
      const path = `/api/v1/namespaces/${namespace}/pods/${name}:8080/proxy/`
      return (await api.open({ method: 'GET', path, asked: 'ask the pod' }, signal())).text()
    },
  }
  return eye
}

/** Everything that is written in objects, also what is packed in them: Secrets, and the versions to go back to. */
export function writtenIn(objects: readonly KubeObject[]): string {
  const secrets = objects.flatMap((each) =>
    Object.values((each as { data?: Record<string, string> }).data ?? {}),
  )
  const decoded = secrets.map((text) => Buffer.from(text, 'base64'))
  const unpacked = decoded.map((bytes) => (isGzip(bytes) ? gunzipSync(bytes) : bytes).toString())
  const logins = unpacked.flatMap((text) =>
    [...text.matchAll(/"auth":"([^"]+)"/g)].map(([, auth = '']) => auth),
  )
  const readable = logins.map((auth) => Buffer.from(auth, 'base64').toString())
  return [JSON.stringify(objects), ...unpacked, ...readable].join('\n')
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

interface ApiGroups {
  readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[]
}

interface ApiResources {
  readonly resources: readonly {
    readonly name: string
    readonly kind: string
    readonly namespaced: boolean
    readonly verbs: readonly string[]
  }[]
}
