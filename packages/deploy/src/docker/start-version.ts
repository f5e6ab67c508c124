import { isRecreated, type Progress, type Workload } from '@fairlead/core'
import { throwIfCanceled } from '../cancellation.ts'
import { runStep } from '../run-step.ts'
import type { DockerContext } from './context.ts'
import { waitHealthy } from './healthy.ts'
import type { Instance } from './instances.ts'
import {
  type ContainerName,
  containerName,
  createContainer,
  remove,
  startContainer,
  stop,
} from './lifecycle.ts'

/** New containers beside the old ones, which still serve. */
export async function startBeside(
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

/**
 * The container of an earlier try goes on, in whatever state it is: its labels may be all that remembers what was
 * stopped for it.
 */
async function reusable(
  { engine }: DockerContext,
  own: readonly Instance[],
  number: number,
  signal: AbortSignal,
): Promise<Instance | undefined> {
  const known = own.filter((each) => each.number === number && each.role === 'service')
  const best = known.find((each) => each.isLive) ?? known[0]
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

/** The new version takes the place of the old one, which ends: for its fixed port it is proved as a trial first. */
export async function takeOver(
  context: DockerContext,
  workload: Workload,
  own: readonly Instance[],
  inTheWay: readonly Instance[],
  progress: Progress,
  signal: AbortSignal,
): Promise<ContainerName[]> {
  const { engine, timings, publishAddress } = context
  // One that the old version must have ended for cannot be tried beside it.
  const trial = isRecreated(workload.spec) ? undefined : await startTrial(context, workload, progress, signal)
  const begin = trial ? 'The new version takes the port.' : 'The old version ends, and the new one starts.'
  const final = await runStep(
    progress,
    { name: 'switch', begin, failure: 'The switch failed.' },
    async () => {
      const container = await candidateFor(context, workload, own, inTheWay, signal)
      if (trial) await remove(engine, trial.id, signal)
      throwIfCanceled(signal)
      await Promise.all(inTheWay.map(({ id }) => stop(engine, timings, id, signal)))
      await startContainer(engine, container, workload, publishAddress, signal)
      const seen = await waitHealthy(context, container, signal)
      return [container, `The new version ${trial ? 'has the port' : 'runs'}: ${seen}.`]
    },
  )
  return [final]
}

async function startTrial(
  context: DockerContext,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<ContainerName> {
  const { engine, publishAddress } = context
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
  return trial
}

/** The container that will hold the port; its labels name what is stopped for it before that is stopped. */
async function candidateFor(
  context: DockerContext,
  workload: Workload,
  own: readonly Instance[],
  inTheWay: readonly Instance[],
  signal: AbortSignal,
): Promise<ContainerName> {
  const known = own.find((each) => inTheWay.every(({ id }) => each.replaces.includes(id)))
  for (const other of own) if (other !== known) await remove(context.engine, other.id, signal)
  if (known) return known
  const replaces = new Set([...inTheWay.map(({ id }) => id), ...own.flatMap((each) => each.replaces)])
  return createContainer(context.engine, plan(context, workload, 'service', 1, [...replaces]), signal)
}
