import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { Kind, KubeObject } from '../connection/objects.ts'
import { unlessStatus } from '../connection/refusal.ts'
import { placeOf } from '../render/place.ts'
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

type Kinds = readonly Kind[]
type Context = Pick<KubernetesContext, 'api' | 'settings'>

/**
 * Every object of the service in the namespace of its environment, and in each other one where a former name left a
 * Deployment: all but claims go with their Deployment, so that nothing is where none is.
 */
export async function ownObjects(
  context: Context,
  service: ServiceIdentity,
  signal: AbortSignal,
  kinds: Kinds = SERVICE_KINDS,
): Promise<KubeObject[]> {
  const { settings } = context
  if (settings.namespace !== null) return objectsAnywhere(context, service, signal, kinds)
  const deployments = await objectsAnywhere(context, service, signal, ['Deployment'])
  const namespaces = new Set([
    placeOf(service, settings).namespace,
    ...deployments.flatMap(({ metadata }) => metadata.namespace ?? []),
  ])
  const others = kinds.filter((kind) => kind !== 'Deployment')
  const lists = [...namespaces].map((namespace) => listKinds(context, service, others, namespace, signal))
  return [...(kinds.includes('Deployment') ? deployments : []), ...(await Promise.all(lists)).flat()]
}

/** Every object of the service in the whole cluster, or in the one namespace that the cluster's settings name. */
export const objectsAnywhere = (
  context: Context,
  service: ServiceIdentity,
  signal: AbortSignal,
  kinds: Kinds = SERVICE_KINDS,
): Promise<KubeObject[]> =>
  listKinds(context, service, kinds, context.settings.namespace ?? undefined, signal)

async function listKinds(
  { api }: Context,
  { id }: ServiceIdentity,
  kinds: Kinds,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const selection = { labelSelector: `${KEYS.service}=${id}`, ...(namespace ? { namespace } : {}) }
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      // A cluster without the Gateway API has no such resources.
      const list = await unlessStatus(404, api.list(kind, selection, signal))
      return list?.items ?? []
    }),
  )
  return lists.flat()
}

/**
 * Looks for something of a service in the namespace of its environment, and in the whole cluster only where it is not
 * there: a renamed environment or project keeps the namespace that it has.
 */
export async function atHomeFirst<T>(
  settings: KubernetesContext['settings'],
  service: ServiceIdentity,
  look: (within: { readonly namespace?: string }) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { namespace } = placeOf(service, settings)
  const found = await look({ namespace })
  return found !== undefined || settings.namespace !== null ? found : look({})
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
