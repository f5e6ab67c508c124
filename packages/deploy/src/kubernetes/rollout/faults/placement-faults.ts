import { finding } from '@fairlead/core'
import type { PodObject } from '../../connection/objects.ts'
import { eventsOf, type Snapshot } from '../snapshot.ts'
import type { FaultFinder, Patience, Suspicion } from '../suspicion.ts'

/** What autoscalers of nodes say when they add one: then the pod is waited for until the rollout's own end. */
const NODE_IS_COMING = new Set(['TriggeredScaleUp', 'Nominated'])

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /persistentvolumeclaim/i,
    'See why the claim is not bound ("kubectl describe pvc"): give the cluster a storage class that makes volumes (fairlead cluster edit --storage-class), or make one its default.',
  ],
  [/Too many pods/i, 'Add a node, or take away pods: the nodes hold as many as they may.'],
  [
    /Insufficient/i,
    "Lower the service's resources or its instances, or add a node that has room; a new version needs room beside the old one for a moment.",
  ],
  [
    /untolerated taint/i,
    'See why the nodes are tainted ("kubectl describe nodes"): one may be not ready, or kept for other pods.',
  ],
  [
    /affinity|selector/i,
    'Add a node with the labels that the pod asks for, or build the image for the platforms of the nodes that have room.',
  ],
  [/free ports/i, 'Give the service another port: each node has it once.'],
]

const OTHER = 'Read what the scheduler says of the pod, repair what it names and deploy again.'

/** `deploy.unschedulable`: pods that no node takes, in the scheduler's words. */
export const placementFaults: FaultFinder = (snapshot, patience) =>
  snapshot.newPods.flatMap((pod) => judge(snapshot, pod, patience))

function judge(snapshot: Snapshot, pod: PodObject, { placementMs }: Patience): Suspicion[] {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  const isHeld =
    scheduled?.status === 'False' && /^(?:Unschedulable|SchedulingGated)$/.test(scheduled.reason ?? '')
  if (!scheduled || !isHeld) return []
  const { reason, message = '' } = scheduled
  const events = eventsOf(snapshot, pod)
  const isNodeComing = events.some((event) => NODE_IS_COMING.has(event.reason ?? ''))
  const autoscaler = events.findLast((event) => event.reason === 'NotTriggerScaleUp')
  return [
    {
      key: `placement ${pod.metadata.uid}`,
      patienceMs: isNodeComing ? Number.POSITIVE_INFINITY : placementMs,
      finding: finding('deploy.unschedulable', {
        summary: `No node can take the pod: ${causesOf(message) || reason}.`,
        evidence: [
          {
            asked: `schedule the pod ${pod.metadata.name}`,
            answered: `${reason}: ${message}`.slice(0, 1000),
          },
          ...(autoscaler
            ? [{ asked: 'add a node', answered: (autoscaler.message ?? '').slice(0, 500) }]
            : []),
        ],
        remedy: { action: REMEDIES.find(([pattern]) => pattern.test(message))?.[1] ?? OTHER },
      }),
    },
  ]
}

/** `1 Insufficient cpu, 2 node(s) had untolerated taint(s)` out of the scheduler's sentence. */
const causesOf = (message: string): string =>
  message
    .replace(/^\d+\/\d+ nodes are available: /, '')
    .replace(/\.?\s*(?:preemption|no new claims).*$/s, '')
    .replace(/\.$/, '')
    .slice(0, 300)
