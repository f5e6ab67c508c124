import { containersOf, type Snapshot } from './snapshot.ts'

/** Without a readiness probe a container counts as ready when it has started, even if it ends a moment later. */
const STAYS_UP_MS = 2_000
/** One that has ended before is to stay up longer than the cluster waits before it starts it again. */
const STAYS_UP_AGAIN_MS = 12_000

/** Tells since when, and so until when, a rollout that is done must stay so; Infinity while it is not done. */
export function createSteadiness(): (snapshot: Snapshot, isDone: boolean, nowMs: number) => number {
  let since: number | undefined
  return ({ newPods }, isDone, nowMs) => {
    since = isDone ? (since ?? nowMs) : undefined
    if (since === undefined) return Number.POSITIVE_INFINITY
    const isProbed = newPods.every(({ spec }) =>
      spec.containers.every(({ readinessProbe }) => readinessProbe),
    )
    if (isProbed) return since
    const hasEnded = newPods.some((pod) => containersOf(pod).some(({ restartCount }) => restartCount > 0))
    return since + (hasEnded ? STAYS_UP_AGAIN_MS : STAYS_UP_MS)
  }
}
