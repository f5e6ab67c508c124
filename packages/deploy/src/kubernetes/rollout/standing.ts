import type { PodObject } from '../connection/objects.ts'
import { containersOf, isReady, type Snapshot, wantedPods } from './snapshot.ts'

/** How far a rollout has come. */
export interface Standing {
  readonly wanted: number
  readonly started: number
  readonly serving: number
  /** Pods of older versions that are still there. */
  readonly old: number
  readonly hasStarted: boolean
  /** The controller has seen what was applied, all pods of the new version serve, and nothing older is left. */
  readonly isDone: boolean
  /** A sentence each, for the steps `start` and `healthy`. */
  readonly startSentence: string
  readonly healthySentence: string
}

/** A pod that should have ended by so much is on a node that is gone: nobody waits for it. */
const OVERDUE_MS = 30_000

export function standingOf(snapshot: Snapshot, now: Date): Standing {
  const { deployment, newPods, oldPods, oldSets } = snapshot
  const wanted = wantedPods(snapshot)
  const started = newPods.filter(hasStarted).length
  const serving = newPods.filter(isReady).length
  const old = oldPods.filter((pod) => !isOverdue(pod, now)).length
  const {
    observedGeneration = 0,
    replicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
  } = deployment?.status ?? {}
  const isSeen = observedGeneration >= (deployment?.metadata.generation ?? 1)
  const isDone =
    isSeen &&
    updatedReplicas === wanted &&
    availableReplicas === wanted &&
    replicas === wanted &&
    serving >= wanted &&
    newPods.length === wanted &&
    oldSets.every(({ status }) => (status?.replicas ?? 0) === 0) &&
    old === 0
  return {
    wanted,
    started,
    serving,
    old,
    hasStarted: isSeen && started >= wanted,
    isDone,
    startSentence: startSentence(wanted, started, newPods),
    healthySentence: [
      wanted === 0
        ? 'No pod is wanted'
        : `${of(serving, wanted)} ${isOne(serving, wanted) ? 'serves' : 'serve'}`,
      old === 0
        ? 'nothing of an older version is left'
        : `${old} of the old version ${old === 1 ? 'ends' : 'end'}`,
    ].join('; '),
  }
}

function startSentence(wanted: number, started: number, newPods: readonly PodObject[]): string {
  if (wanted === 0) return 'No pod is wanted'
  const unscheduled = newPods.filter(({ spec }) => spec.nodeName === undefined).length
  const preparing = newPods.filter((pod) => pod.spec.nodeName !== undefined && !hasStarted(pod)).length
  return [
    `${of(started, wanted)} ${isOne(started, wanted) ? 'has' : 'have'} started`,
    ...(unscheduled > 0 ? [`${unscheduled} ${unscheduled === 1 ? 'waits' : 'wait'} for a node`] : []),
    ...(preparing > 0 ? [`${preparing} ${preparing === 1 ? 'is' : 'are'} made ready to start`] : []),
  ].join('; ')
}

const of = (count: number, wanted: number): string => `${count} of ${wanted} ${wanted === 1 ? 'pod' : 'pods'}`

const isOne = (count: number, wanted: number): boolean => count === 1 || wanted === 1

const hasStarted = (pod: PodObject): boolean => {
  const containers = containersOf(pod)
  return containers.length > 0 && containers.every(({ state }) => state?.running ?? state?.terminated)
}

const isOverdue = ({ metadata }: PodObject, now: Date): boolean =>
  metadata.deletionTimestamp !== undefined &&
  now.getTime() - Date.parse(metadata.deletionTimestamp) > OVERDUE_MS
