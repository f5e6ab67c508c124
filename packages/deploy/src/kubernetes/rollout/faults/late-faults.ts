import { type Exchange, type Finding, finding } from '@fairlead/core'
import type { PodObject } from '../../connection/objects.ts'
import { containersOf, type Snapshot } from '../snapshot.ts'
import type { FaultFinder } from '../suspicion.ts'

/** Pods that their nodes gave up, such as evicted ones. Told when the time is over, for others take their place. */
export const lostPods: FaultFinder = ({ lostPods: pods }) =>
  pods.map((pod) => ({
    key: `lost ${pod.metadata.uid}`,
    patienceMs: Number.POSITIVE_INFINITY,
    finding: finding('deploy.target_failed', {
      summary: `A node gave up a pod of the new version: ${pod.status?.reason ?? 'it ended'}.`,
      evidence: [
        {
          asked: `state of the pod ${pod.metadata.name}`,
          answered: (pod.status?.message ?? pod.status?.phase ?? 'no reason told').slice(0, 500),
        },
      ],
      remedy: { action: 'Repair what the node names (often its memory or disk), then deploy again.' },
    }),
  }))

/** When the time is over and nothing else is known: what the cluster has said last. */
export function lateFinding(snapshot: Snapshot, waitedMs: number): Finding {
  const { deployment, newPods } = snapshot
  const isRunning = newPods.some((pod) => containersOf(pod).some(({ state }) => state?.running))
  const conditions = (deployment?.status?.conditions ?? []).map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`,
  )
  return finding(isRunning ? 'deploy.unhealthy' : 'deploy.target_failed', {
    summary: `The new version did not come up in ${Math.round(waitedMs / 1000)} seconds.`,
    evidence: [
      { asked: 'state of the Deployment', answered: conditions.join('; ').slice(0, 1000) || 'none told' },
      ...newPods.slice(0, 3).map((pod) => lastWords(snapshot, pod)),
    ],
    remedy: { action: "Read the cluster's answers, repair what they name and deploy again." },
  })
}

function lastWords({ events }: Snapshot, pod: PodObject): Exchange {
  const own = events.filter(({ involvedObject }) => involvedObject.uid === pod.metadata.uid)
  const last = own.findLast(({ type }) => type === 'Warning') ?? own.at(-1)
  const waiting = containersOf(pod).find(({ state }) => state?.waiting)?.state?.waiting
  const words = last ? `${last.reason}: ${last.message}` : (waiting?.reason ?? pod.status?.phase)
  return { asked: `last event of the pod ${pod.metadata.name}`, answered: (words ?? 'none').slice(0, 500) }
}
