import { KEYS } from '../../manifests/keys.ts'
import type {
  ContainerStatus,
  DeploymentObject,
  EventObject,
  PodObject,
  ReplicaSetObject,
} from '../connection/objects.ts'

/** What is there of a service at one moment, parted by the version that the deployment wants. */
export interface Snapshot {
  readonly deploymentId: string
  readonly deployment: DeploymentObject | undefined
  readonly newSets: readonly ReplicaSetObject[]
  readonly oldSets: readonly ReplicaSetObject[]
  /** Pods of the wanted version that are to stay. */
  readonly newPods: readonly PodObject[]
  /** Pods of the wanted version that a node gave up, such as evicted ones; others take their place. */
  readonly lostPods: readonly PodObject[]
  readonly oldPods: readonly PodObject[]
  /** Events of pods of the wanted version, oldest first. */
  readonly events: readonly EventObject[]
}

export function takeSnapshot(
  deploymentId: string,
  objects: {
    deployment: DeploymentObject | undefined
    replicaSets: Iterable<ReplicaSetObject>
    pods: Iterable<PodObject>
    events: Iterable<EventObject>
  },
): Snapshot {
  const isWantedSet = ({ spec }: ReplicaSetObject) =>
    spec.template.metadata?.annotations?.[KEYS.deployment] === deploymentId
  const isWantedPod = ({ metadata }: PodObject) => metadata.annotations?.[KEYS.deployment] === deploymentId
  const [newSets, oldSets] = parted(objects.replicaSets, isWantedSet)
  const [wantedPods, oldPods] = parted(objects.pods, isWantedPod)
  const [lostPods, livePods] = parted(wantedPods, isFinished)
  const uids = new Set(wantedPods.map(({ metadata }) => metadata.uid))
  return {
    deploymentId,
    deployment: objects.deployment,
    newSets,
    oldSets,
    newPods: livePods.filter(({ metadata }) => metadata.deletionTimestamp === undefined),
    lostPods,
    // One that was evicted long ago stays as an object; one that is being deleted is not gone yet.
    oldPods: oldPods.filter((pod) => !isFinished(pod) || pod.metadata.deletionTimestamp !== undefined),
    events: [...objects.events]
      .filter(({ involvedObject }) => uids.has(involvedObject.uid))
      .sort((a, b) => timeOf(a).localeCompare(timeOf(b))),
  }
}

/** How many pods the Deployment is to have. */
export const wantedPods = ({ deployment }: Snapshot): number => deployment?.spec.replicas ?? 1

export const eventsOf = ({ events }: Snapshot, pod: PodObject): readonly EventObject[] =>
  events.filter(({ involvedObject }) => involvedObject.uid === pod.metadata.uid)

/** Its containers, those that prepare it first. */
export const containersOf = ({ status }: PodObject): readonly ContainerStatus[] => [
  ...(status?.initContainerStatuses ?? []),
  ...(status?.containerStatuses ?? []),
]

export const isReady = ({ status }: PodObject): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false

const isFinished = ({ status }: PodObject): boolean =>
  status?.phase === 'Failed' || status?.phase === 'Succeeded'

export const timeOf = ({ lastTimestamp, eventTime, metadata }: EventObject): string =>
  lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? ''

function parted<T>(items: Iterable<T>, isFirst: (item: T) => boolean): [T[], T[]] {
  const first: T[] = []
  const second: T[] = []
  for (const item of items) (isFirst(item) ? first : second).push(item)
  return [first, second]
}
