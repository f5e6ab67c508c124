import type {
  Condition,
  ContainerStatus,
  DeploymentObject,
  EventObject,
  PodObject,
  ReplicaSetObject,
} from '../src/kubernetes/connection/objects.ts'
import { type Snapshot, takeSnapshot } from '../src/kubernetes/rollout/snapshot.ts'
import { KEYS } from '../src/manifests/keys.ts'

const NEW = 'new-version'
const OLD = 'old-version'

type Version = typeof NEW | typeof OLD

const annotationsOf = (version: Version) => ({ [KEYS.deployment]: version })

/** A pod of the new version on a node, with the given things of its status. */
export function aPod(
  status: PodObject['status'] = {},
  changes: {
    name?: string
    version?: Version
    deletionTimestamp?: string
    spec?: Partial<PodObject['spec']>
  } = {},
): PodObject {
  const { name = 'web-1', version = NEW, deletionTimestamp, spec } = changes
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      annotations: annotationsOf(version),
      ...(deletionTimestamp ? { deletionTimestamp } : {}),
    },
    spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'r.test/acme/web@sha256:00' }], ...spec },
    status,
  }
}

export const anOldPod = (name: string, deletionTimestamp?: string): PodObject =>
  aPod(READY, { name, version: OLD, ...(deletionTimestamp ? { deletionTimestamp } : {}) })

/** Its one container in the given state. */
export const container = (changes: Partial<ContainerStatus>): PodObject['status'] => ({
  containerStatuses: [{ name: 'web', ready: false, restartCount: 0, ...changes }],
})

export const waiting = (reason: string, message = ''): PodObject['status'] =>
  container({ state: { waiting: { reason, message } } })

export const READY: PodObject['status'] = {
  ...container({ ready: true, state: { running: {} } }),
  conditions: [{ type: 'Ready', status: 'True' }],
}

let events = 0

/** An event of a pod; later ones are younger. */
export function anEvent(reason: string, message: string, changes: Partial<EventObject> = {}): EventObject {
  events += 1
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `event-${events}` },
    type: 'Warning',
    reason,
    message,
    lastTimestamp: new Date(events * 1000).toISOString(),
    involvedObject: { kind: 'Pod', name: 'web-1', uid: 'web-1' },
    ...changes,
  }
}

/** A ReplicaSet of the new version whose pods the API server refuses. */
export const refusedSet = (message: string): ReplicaSetObject =>
  aSet(NEW, 0, [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }])

export const anOldSet = (replicas: number): ReplicaSetObject => aSet(OLD, replicas)

const aSet = (
  version: Version,
  replicas: number,
  conditions: readonly Condition[] = [],
): ReplicaSetObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: `web-${version}` },
  spec: { template: { metadata: { annotations: annotationsOf(version) }, spec: { containers: [] } } },
  status: { replicas, conditions },
})

/** A Deployment that wants so many pods; its status is as when all of them serve, but for what is given. */
export const aDeployment = (replicas: number, status: DeploymentObject['status'] = {}): DeploymentObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: 'deployment', generation: 2 },
  spec: { replicas, template: { metadata: { annotations: annotationsOf(NEW) }, spec: { containers: [] } } },
  status: {
    observedGeneration: 2,
    replicas,
    updatedReplicas: replicas,
    availableReplicas: replicas,
    ...status,
  },
})

export const seen = (objects: Partial<Parameters<typeof takeSnapshot>[1]>): Snapshot =>
  takeSnapshot(NEW, { deployment: aDeployment(1), replicaSets: [], pods: [], events: [], ...objects })
