import { type Applied, finding, type Progress, type Workload } from '@fairlead/core'
import { throwIfCanceled } from '../cancellation.ts'
import { failedWith } from '../outcome.ts'
import { runStep } from '../run-step.ts'
import type { DockerContext } from './context.ts'
import { execProbe } from './create-options.ts'
import { endpointsOf, portKey } from './endpoints.ts'
import { waitHealthy } from './healthy.ts'
import { type Instance, inspectInstance, isUp, listInstances } from './instances.ts'
import {
  type ContainerName,
  containerName,
  createContainer,
  promote,
  remove,
  startContainer,
  stop,
} from './lifecycle.ts'
import { pullImage } from './pull-image.ts'
import { findingsOf } from './start-fault.ts'
import { undoUnproved } from './undo.ts'

/**
 * Brings a deployment's containers up and only then takes away those that they replace.
 *
 * What is done is read from the containers themselves, so that a repeat after a crash at any line goes on: a container
 * is named `…-candidate` until it is proved healthy, is renamed then, and what it replaces is removed only after that.
 * Where the old container holds a fixed port that the new one is to have, the new version is first proved as a trial
 * on a port of the engine's choice. Then the old one is stopped, and the candidate that takes its place has the ids of
 * what it replaces in its labels, from before that moment on, so that whoever undoes it can start them again.
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
  const leftovers = await listInstances(engine, service.id, signal)
  await undoUnproved(
    context,
    leftovers.filter((each) => !each.isLive && (each.role === 'trial' || each.deploymentId !== deploymentId)),
    signal,
  )
  let proved: { made: readonly ContainerName[]; old: readonly Instance[] }
  try {
    await pullStep(context, workload, progress, signal)
    tellLimits(workload, progress)
    const before = await listInstances(engine, service.id, signal)
    const old = before.filter((each) => each.deploymentId !== deploymentId)
    const inTheWay = holdersOfFixedPorts(workload, old)
    const own = before.filter((each) => each.deploymentId === deploymentId)
    const made =
      inTheWay.length > 0
        ? await takeOver(context, workload, own, inTheWay, progress, signal)
        : await startBeside(context, workload, own, progress, signal)
    throwIfCanceled(signal)
    // From here on there is no way back: the new version is proved, so a cancellation comes too late.
    const settling = lateSignal(context)
    for (const container of made) await promote(engine, container, settling)
    proved = { made, old }
  } catch (error) {
    throw await undone(context, workload, error)
  }
  await cleanStep(context, proved.old, progress)
  const inspections = await Promise.all(
    proved.made.map(({ id }) => inspectInstance(engine, id, lateSignal(context))),
  )
  return {
    ok: true,
    reference: proved.made[0]?.id ?? '',
    endpoints: inspections.flatMap((inspection) => (inspection ? endpointsOf(inspection) : [])),
  }
}

/** For what must be done whatever the caller's signal says. */
const lateSignal = ({ timings }: DockerContext): AbortSignal =>
  AbortSignal.timeout(timings.stopMs + timings.callMs * 3)

function refuseUnsupported({ spec }: Workload): void {
  const fixed = fixedPorts(spec)
  if (spec.minInstances <= 1 || fixed.length === 0) return
  throw failedWith([
    finding('deploy.not_supported', {
      severity: 'error',
      summary: `${spec.minInstances} instances cannot share the external port ${fixed[0]?.externalPort} on one Docker engine.`,
      evidence: [
        { asked: 'minimum of instances', answered: String(spec.minInstances) },
        { asked: 'external ports', answered: fixed.map(({ externalPort }) => externalPort).join(', ') },
      ],
      remedy: {
        action:
          'Set the minimum to 1, or leave the external port out so that the engine chooses one for each instance.',
      },
    }),
  ])
}

const fixedPorts = (spec: Workload['spec']) =>
  spec.ports.filter((port) => port.publiclyAccessible && port.externalPort !== undefined)

function holdersOfFixedPorts({ spec }: Workload, old: readonly Instance[]): Instance[] {
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

function tellLimits({ spec }: Workload, progress: Progress): void {
  if (spec.maxInstances > Math.max(1, spec.minInstances)) {
    progress.log(`A Docker engine does not scale by itself: ${Math.max(1, spec.minInstances)} instances run.`)
  }
  const { readiness, liveness } = spec.healthchecks
  if (execProbe(spec.healthchecks) === readiness && liveness?.type.kind === 'exec' && readiness !== null) {
    progress.log(
      'Docker runs one command as healthcheck: the readiness probe; the liveness probe is left out.',
    )
  }
}

/** New containers beside the old ones, which still serve. */
async function startBeside(
  context: DockerContext,
  workload: Workload,
  own: readonly Instance[],
  progress: Progress,
  signal: AbortSignal,
): Promise<ContainerName[]> {
  const count = Math.max(1, workload.spec.minInstances)
  const name = containerName(workload, 1)
  const containers = await runStep(
    progress,
    {
      name: 'start',
      begin: `Starting ${count > 1 ? `${count} containers` : name}.`,
      failure: 'The start failed.',
    },
    async () => {
      const started: { container: ContainerName; isProved: boolean }[] = []
      for (let number = 1; number <= count; number += 1) {
        const known = await reusable(context, own, number, signal)
        const container =
          known ?? (await createContainer(context.engine, plan(context, workload, 'service', number), signal))
        const isProved = known?.isLive === true && known.state === 'running'
        if (!isProved) {
          await startContainer(context.engine, container, workload, context.publishAddress, signal)
        }
        started.push({ container, isProved })
      }
      return [started, `Started ${count > 1 ? `${count} containers` : name}.`] as const
    },
  )
  const unproved = containers.filter(({ isProved }) => !isProved).map(({ container }) => container)
  await healthyStep(context, unproved, progress, signal)
  return containers.map(({ container }) => container)
}

/** The container of an earlier try, where it can go on; a broken one is removed. */
async function reusable(
  { engine }: DockerContext,
  own: readonly Instance[],
  number: number,
  signal: AbortSignal,
): Promise<Instance | undefined> {
  const known = own.filter((each) => each.number === number && each.role === 'service')
  const best =
    known.find((each) => each.isLive) ?? known.find(({ state }) => state === 'created' || state === 'running')
  for (const other of known) if (other !== best) await remove(engine, other.id, signal)
  return best
}

const plan = (
  context: DockerContext,
  workload: Workload,
  role: 'service' | 'trial',
  instance: number,
  replaces: readonly string[] = [],
) => ({
  workload,
  role,
  instance,
  replaces,
  publishAddress: context.publishAddress,
  publishesPrivate: context.reach === 'published',
})

const healthyStep = (
  context: DockerContext,
  containers: readonly ContainerName[],
  progress: Progress,
  signal: AbortSignal,
) =>
  runStep(
    progress,
    { name: 'healthy', begin: 'Waiting until it is healthy.', failure: 'It did not become healthy.' },
    async () => {
      const seen = await Promise.all(containers.map((container) => waitHealthy(context, container, signal)))
      return [undefined, seen[0] === undefined ? 'It was proved healthy before.' : `Healthy: ${seen[0]}.`]
    },
  )

/** The new version takes a fixed port from the old one: proved as a trial first, then switched. */
async function takeOver(
  context: DockerContext,
  workload: Workload,
  own: readonly Instance[],
  inTheWay: readonly Instance[],
  progress: Progress,
  signal: AbortSignal,
): Promise<ContainerName[]> {
  const { engine, timings, publishAddress } = context
  const trial = await runStep(
    progress,
    { name: 'start', begin: 'Starting the new version beside the old one.', failure: 'The start failed.' },
    async () => {
      const container = await createContainer(engine, plan(context, workload, 'trial', 1), signal)
      await startContainer(engine, container, workload, publishAddress, signal)
      return [container, `Started ${container.name}; the old version keeps the port meanwhile.`]
    },
  )
  await healthyStep(context, [trial], progress, signal)
  const final = await runStep(
    progress,
    { name: 'switch', begin: 'The new version takes the port.', failure: 'The switch failed.' },
    async () => {
      const replaces = inTheWay.map(({ id }) => id)
      const container = await freshCandidate(context, workload, own, replaces, signal)
      await remove(engine, trial.id, signal)
      throwIfCanceled(signal)
      await Promise.all(inTheWay.map(({ id }) => stop(engine, timings, id, signal)))
      await startContainer(engine, container, workload, publishAddress, signal)
      const seen = await waitHealthy(context, container, signal)
      return [container, `The new version has the port: ${seen}.`]
    },
  )
  return [final]
}

/** Candidates of an earlier try may not know what they replace, so a new one is made. */
async function freshCandidate(
  context: DockerContext,
  workload: Workload,
  own: readonly Instance[],
  replaces: readonly string[],
  signal: AbortSignal,
): Promise<ContainerName> {
  for (const each of own) await remove(context.engine, each.id, signal)
  return createContainer(context.engine, plan(context, workload, 'service', 1, replaces), signal)
}

async function cleanStep(
  context: DockerContext,
  old: readonly Instance[],
  progress: Progress,
): Promise<void> {
  if (old.length === 0) return
  const { engine, timings } = context
  const signal = lateSignal(context)
  await runStep(
    progress,
    { name: 'clean', begin: 'Removing the old version.', failure: 'The old version could not be removed.' },
    async () => {
      await Promise.all(
        old.map(async ({ id }) => {
          await stop(engine, timings, id, signal)
          await remove(engine, id, signal)
        }),
      )
      return [undefined, 'Removed the old version.']
    },
  )
}

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
