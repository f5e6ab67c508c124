import { AppError, anySignal, type Finding, type Progress, type ServiceIdentity } from '@fairlead/core'
import type { DeploymentObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { createBell } from './bell.ts'
import { createEventLines } from './event-lines.ts'
import { lateFinding } from './faults/late-faults.ts'
import { withLog } from './log-tail.ts'
import { goneFinding, isReplaced, supersededFinding } from './replaced.ts'
import { createRolloutSteps, type RolloutSteps } from './rollout-steps.ts'
import { openRolloutViews, type RolloutViews } from './rollout-views.ts'
import type { Snapshot } from './snapshot.ts'
import { standingOf } from './standing.ts'
import { createSteadiness } from './steadiness.ts'
import { createSuspects, type Suspects } from './suspects.ts'
import { onePerFault, type Suspicion } from './suspicion.ts'

export interface WantedRollout {
  readonly service: ServiceIdentity
  readonly namespace: string
  /** Of the Deployment. */
  readonly name: string
  readonly deploymentId: string
  /** The Deployment as the API server answered when it was applied. */
  readonly applied: DeploymentObject
}

/**
 * Waits until the new version serves and nothing of an older one is left: then there are no findings. Ends as soon as
 * it is certain that this does not come, and at `timings.rolloutMs`. Survives an API server that is away for a while.
 * Throws `target.unreachable` (away until the time was over), `target.failed` (the cluster refuses to be watched) and
 * `operation.canceled`.
 */
export async function watchRollout(
  context: KubernetesContext,
  wanted: WantedRollout,
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const ended = new AbortController()
  const bell = createBell()
  const views = openRolloutViews(context.api, wanted, bell.ring, anySignal(signal, ended.signal))
  const steps = createRolloutSteps(progress)
  const began = performance.now()
  const watch: Watch = {
    context,
    wanted,
    views,
    steps,
    suspects: createSuspects(context.timings),
    endsAt: began + context.timings.rolloutMs,
    tellEvents: createEventLines(progress, wanted.applied),
    steadyFor: createSteadiness(),
  }
  try {
    for (;;) {
      const look = await lookOnce(watch, signal)
      if (look.findings?.length === 0) steps.succeed()
      if (look.findings) {
        const [first] = look.findings
        if (first) steps.fail(first.summary)
        return look.findings
      }
      await bell.wait(Math.max(0, look.nextMs - performance.now()), signal)
    }
  } catch (error) {
    steps.fail(error instanceof AppError ? error.message : 'The rollout could not be watched.')
    throw error
  } finally {
    ended.abort()
  }
}

interface Watch {
  readonly context: KubernetesContext
  readonly wanted: WantedRollout
  readonly views: RolloutViews
  readonly steps: RolloutSteps
  readonly suspects: Suspects
  /** By the clock of `performance.now()`. */
  readonly endsAt: number
  readonly tellEvents: (snapshot: Snapshot) => void
  readonly steadyFor: ReturnType<typeof createSteadiness>
}

/** Findings where the rollout has ended, else when to look again without a change. */
interface Look {
  readonly findings?: readonly Finding[]
  readonly nextMs: number
}

async function lookOnce(watch: Watch, signal: AbortSignal): Promise<Look> {
  const { context, wanted, views, steps, endsAt } = watch
  views.throwIfRefused()
  const nowMs = performance.now()
  const isLate = nowMs >= endsAt
  const snapshot = views.snapshot()
  steps.away(snapshot === undefined ? views.fault() : undefined)
  if (snapshot === undefined) {
    if (isLate) throw views.fault() ?? neverAnswered()
    return { nextMs: endsAt }
  }
  const { deployment } = snapshot
  if (!deployment || deployment.metadata.deletionTimestamp) {
    return { findings: [await goneFinding(context, wanted, signal)], nextMs: endsAt }
  }
  if (isReplaced(wanted.applied, deployment, wanted.deploymentId)) {
    return { findings: [supersededFinding(deployment, wanted.deploymentId)], nextMs: endsAt }
  }
  watch.tellEvents(snapshot)
  const standing = standingOf(snapshot, context.clock.now())
  steps.tell(standing)
  const steadyAt = watch.steadyFor(snapshot, standing.isDone, nowMs)
  if (steadyAt <= nowMs) return { findings: [], nextMs: endsAt }
  const { certain, nextMs } = watch.suspects.look(snapshot, nowMs)
  const told = certain.length > 0 || !(isLate || isGivenUp(deployment)) ? certain : watch.suspects.present
  if (told.length > 0) return { findings: await explain(watch, told, signal), nextMs: endsAt }
  if (isLate || isGivenUp(deployment)) {
    return { findings: [lateFinding(snapshot, context.timings.rolloutMs)], nextMs: endsAt }
  }
  return { nextMs: Math.min(endsAt, nextMs, steadyAt) }
}

/** By the cluster itself, which counts from the last pod that came up. */
function isGivenUp({ metadata, status }: DeploymentObject): boolean {
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 1)) return false
  return (
    status?.conditions?.some(
      ({ type, status: is, reason }) =>
        type === 'Progressing' && is === 'False' && reason === 'ProgressDeadlineExceeded',
    ) ?? false
  )
}

const explain = ({ context, wanted }: Watch, suspicions: readonly Suspicion[], signal: AbortSignal) =>
  Promise.all(
    onePerFault(suspicions).map(async ({ finding, logOf }) =>
      logOf ? withLog(finding, context.api, { namespace: wanted.namespace, ...logOf }, signal) : finding,
    ),
  )

const neverAnswered = () =>
  new AppError('target.unreachable', 'The API server did not tell of the rollout until its time was over.')
