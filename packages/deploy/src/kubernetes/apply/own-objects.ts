import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { Kind, KubeObject } from '../connection/objects.ts'
import { unlessStatus } from '../connection/refusal.ts'
import type { KubernetesContext } from '../settings.ts'

/** Kinds of objects that are made for a service; its pods and ReplicaSets are made by the cluster. */
const SERVICE_KINDS = [
  'Deployment',
  'Ingress',
  'HTTPRoute',
  'GRPCRoute',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Service',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
] as const satisfies readonly Kind[]

/** `Deployment shop-api` */
export const titleOf = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.name}`

export const sameObject = (a: KubeObject, b: KubeObject): boolean =>
  a.kind === b.kind && a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace

/** Whether an object was made for the service. */
export const belongsTo = (object: KubeObject, service: ServiceIdentity): boolean =>
  object.metadata.labels?.[KEYS.service] === service.id

/** Every object of the service, wherever a former name or environment of it left one. */
export async function ownObjects(
  { api, settings }: KubernetesContext,
  service: ServiceIdentity,
  signal: AbortSignal,
  kinds: readonly Kind[] = SERVICE_KINDS,
): Promise<KubeObject[]> {
  const selection = {
    labelSelector: `${KEYS.service}=${service.id}`,
    ...(settings.namespace === null ? {} : { namespace: settings.namespace }),
  }
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      // A cluster without the Gateway API has no such resources.
      const list = await unlessStatus(404, api.list(kind, selection, signal))
      return list?.items ?? []
    }),
  )
  return lists.flat()
}

/** Deletes objects side by side, the Deployment with its pods. What is gone already is fine. */
export async function removeObjects(
  { api }: Pick<KubernetesContext, 'api'>,
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    objects.map(({ kind, metadata: { namespace, name, uid } }) =>
      api.remove(kind as Kind, namespace, name, signal, uid),
    ),
  )
}
