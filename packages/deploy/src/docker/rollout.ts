import { type Applied, isRecreated, type Progress, type Workload } from '@fairlead/core'
import { cancellation, throwIfCanceled } from '../cancellation.ts'
import { failedWith } from '../outcome.ts'
import { runStep } from '../run-step.ts'
import { cleanUp } from './clean-up.ts'
import type { DockerContext } from './context.ts'
import { endpointsOf, portKey } from './endpoints.ts'
import type { Engine } from './engine.ts'
import { type Instance, inspectInstance, isUp, listInstances } from './instances.ts'
import { lateSignal } from './late-signal.ts'
import { type ContainerName, promote } from './lifecycle.ts'
import { fixedPorts, refuseUnsupported, tellLimits } from './limits.ts'
import { pullImage } from './pull-image.ts'
import { findingsOf } from './start-fault.ts'
import { startBeside, takeOver } from './start-version.ts'
import { undoUnproved } from './undo.ts'

/**
 * Brings a deployment's containers up and only then takes away those that they replace.
 *
 * What is done is read from the containers themselves, so that a repeat after a crash at any line goes on: a container
 * is named `…-candidate` until it is proved healthy, is renamed then, and what it replaces is removed only after that.
 * A version that is to end before the next one starts is stopped first. Where the old container holds a fixed port that
 * the new one is to have, the new version is first proved as a trial on a port of the engine's choice. Then the old one is
 * stopped, and the candidate that takes its place has the ids of what it replaces in its labels, from before that moment
 * on, so that whoever undoes it can start them again.
 */
export async function rollOut(
  context: DockerContext,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  refuseUnsupported(workload)
  const { engine } = context
  const { deploymentId, service } = workload
  // A cancellation does not keep what is half made from being undone.
  const settling = lateSignal(context)
  const leftovers = await listInstances(engine, service.id, settling)
  await undoUnproved(
    context,
    leftovers.filter((each) => !each.isLive && (each.role === 'trial' || each.deploymentId !== deploymentId)),
    settling,
  )
  if (signal.aborted) return settleCanceled(context, workload, progress, signal)
  let proved: { outcome: Applied; old: readonly Instance[] }
  try {
    await pullStep(context, workload, progress, signal)
    tellLimits(workload, progress)
    const before = await listInstances(engine, service.id, signal)
    const old = before.filter((each) => each.deploymentId !== deploymentId)
    const inTheWay = inTheWayOf(workload, old)
    const own = before.filter((each) => each.deploymentId === deploymentId)
    const made =
      inTheWay.length > 0
        ? await takeOver(context, workload, own, inTheWay, progress, signal)
        : await startBeside(context, workload, own, progress, signal)
    // Looked up before the promotion: nothing that fails after it may fail the deployment.
    proved = { outcome: await serving(engine, made, signal), old }
    throwIfCanceled(signal)
    // From here on there is no way back: the new version is proved, so a cancellation comes too late.
    const promoting = lateSignal(context)
    for (const container of made) await promote(engine, container, promoting)
  } catch (error) {
    throw await undone(context, workload, error)
  }
  await cleanUp(context, proved.old, progress)
  return proved.outcome
}

async function serving(
  engine: Engine,
  containers: readonly ContainerName[],
  signal: AbortSignal,
): Promise<Applied> {
  const inspections = await Promise.all(containers.map(({ id }) => inspectInstance(engine, id, signal)))
  return {
    ok: true,
    reference: containers[0]?.id ?? '',
    endpoints: inspections.flatMap((inspection) => (inspection ? endpointsOf(inspection) : [])),
  }
}

/**
 * A deployment that was canceled before it was taken up again. One that had been promoted is finished, since it is too
 * late to cancel it; anything else that is there of it is undone, and `operation.canceled` thrown.
 */
async function settleCanceled(
  context: DockerContext,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  const { service, deploymentId, spec } = workload
  const settling = lateSignal(context)
  const found = await listInstances(context.engine, service.id, settling)
  const old = found.filter((each) => each.deploymentId !== deploymentId)
  const live = found.filter((each) => each.deploymentId === deploymentId && each.isLive)
  // Stopped beside an old one that runs: an undoing of it was cut short.
  const isServing = live.every(isUp) || !old.some(isUp)
  if (live.length < Math.max(1, spec.minInstances) || !isServing) {
    throw await undone(context, workload, cancellation(signal))
  }
  const outcome = await serving(context.engine, live, settling)
  await cleanUp(context, old, progress)
  return outcome
}

/** Containers of the service that must end before the new version starts. */
export const inTheWayOf = (workload: Pick<Workload, 'spec'>, old: readonly Instance[]): Instance[] =>
  isRecreated(workload.spec) ? old.filter(isUp) : holdersOfFixedPorts(workload, old)

/** Containers of the service that hold a port of the host that the new version is to have. */
function holdersOfFixedPorts({ spec }: Pick<Workload, 'spec'>, old: readonly Instance[]): Instance[] {
  const wanted = new Set(
    fixedPorts(spec).map((port) => `${port.externalPort}/${portKey(port).split('/')[1]}`),
  )
  return old.filter((each) => isUp(each) && each.hostPorts.some((port) => wanted.has(port)))
}

const pullStep = (context: DockerContext, workload: Workload, progress: Progress, signal: AbortSignal) =>
  runStep(
    progress,
    { name: 'pull', begin: `Pulling ${workload.image.repository}.`, failure: 'The pull failed.' },
    async () => [undefined, await pullImage(context.engine, context.timings, workload, progress, signal)],
  )

/** Takes away what the deployment made and starts again what it stopped. Gives the error to throw. */
async function undone(context: DockerContext, workload: Workload, error: unknown): Promise<unknown> {
  const signal = lateSignal(context)
  try {
    const found = await listInstances(context.engine, workload.service.id, signal)
    const own = found.filter((each) => each.deploymentId === workload.deploymentId)
    // Where nothing else could serve, one that was proved once stays.
    const hasOthers = found.length > own.length
    const findings = await undoUnproved(
      context,
      own.filter((each) => !each.isLive || hasOthers),
      signal,
    )
    return findings.length === 0 ? error : failedWith([...findingsOf(error), ...findings], error)
  } catch (second) {
    // The engine itself is gone: that is what to tell, and the next apply undoes what is left.
    return second
  }
}
