import { type AppError, isAppError } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { KubeApi } from '../connection/kube-api.ts'
import type {
  DeploymentObject,
  EventObject,
  KubeObject,
  PodObject,
  ReplicaSetObject,
} from '../connection/objects.ts'
import { viewResources } from '../watch/resource-view.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'

/** Everything of the cluster that tells how a rollout goes, kept as it is by watches. */
export interface RolloutViews {
  /** Undefined until all of it was read, and while the API server does not answer. */
  snapshot(): Snapshot | undefined
  /** Why there is no snapshot. */
  fault(): AppError | undefined
  /** Throws `target.failed` once the cluster refuses to be watched. */
  throwIfRefused(): void
}

export function openRolloutViews(
  api: KubeApi,
  wanted: { service: { id: string }; namespace: string; name: string; deploymentId: string },
  onChange: () => void,
  signal: AbortSignal,
): RolloutViews {
  const { namespace, name, deploymentId } = wanted
  const ofService = { namespace, labelSelector: `${KEYS.service}=${wanted.service.id}` }
  const deployments = viewResources<DeploymentObject>(
    api,
    'Deployment',
    { namespace, fieldSelector: `metadata.name=${name}` },
    signal,
    { onChange },
  )
  // A service that was renamed has a Deployment of its old name beside this one until this one serves.
  const replicaSets = viewResources<ReplicaSetObject>(api, 'ReplicaSet', ofService, signal, {
    onChange,
    pick: (each) => (ownedBy(each, 'Deployment', (owner) => owner === name) ? each : undefined),
  })
  const pods = viewResources<PodObject>(api, 'Pod', ofService, signal, {
    onChange,
    pick: (each) =>
      ownedBy(each, 'ReplicaSet', (owner) => owner.slice(0, owner.lastIndexOf('-')) === name)
        ? each
        : undefined,
  })
  // Events have no labels of their own; a pod's name begins with that of its Deployment.
  const events = viewResources<EventObject>(
    api,
    'Event',
    { namespace, fieldSelector: 'involvedObject.kind=Pod' },
    signal,
    { onChange, pick: (event) => (event.involvedObject.name?.startsWith(`${name}-`) ? event : undefined) },
  )
  let refusal: unknown
  let hasEvents = true
  for (const { ended } of [deployments, replicaSets, pods]) {
    ended.catch((error: unknown) => {
      refusal = error
      onChange()
    })
  }
  events.ended.catch((error: unknown) => {
    // They explain; without them a rollout is still seen.
    if (isAppError(error, 'target.failed')) hasEvents = false
    else refusal = error
    onChange()
  })
  const views = () => {
    const isRefused = !hasEvents || events.fault()?.code === 'target.failed'
    return [deployments, replicaSets, pods, ...(isRefused ? [] : [events])]
  }
  return {
    snapshot: () => {
      if (!views().every((view) => view.isCurrent())) return undefined
      return takeSnapshot(deploymentId, {
        deployment: deployments.objects.get(`${namespace}/${name}`),
        replicaSets: replicaSets.objects.values(),
        pods: pods.objects.values(),
        events: events.objects.values(),
      })
    },
    fault: () =>
      views()
        .map((view) => view.fault())
        .find((fault) => fault !== undefined),
    throwIfRefused: () => {
      if (refusal !== undefined) throw refusal
    },
  }
}

const ownedBy = ({ metadata }: KubeObject, kind: string, isName: (name: string) => boolean): boolean =>
  metadata.ownerReferences?.some((owner) => owner.kind === kind && isName(owner.name)) ?? false
