import { finding, type Workload } from '@fairlead/core'
import { failedWith } from '../outcome.ts'
import { type ContainerPlan, createOptions } from './create-options.ts'
import { type Engine, refusalOf, unlessStatus } from './engine.ts'
import { CANDIDATE_SUFFIX, type Instance } from './instances.ts'
import type { DockerTimings } from './settings.ts'
import { startFault } from './start-fault.ts'

/** Just enough of a container to act on it. */
export type ContainerName = Pick<Instance, 'id' | 'name'>

/** `fairlead-<service>-<8 of the deployment's id>`, with the instance's number behind it from the second on. */
export const containerName = (workload: Workload, instance: number): string =>
  nameWith(workload, workload.deploymentId.slice(0, 8), instance)

/** The same before there is a deployment. */
export const plannedName = (workload: Pick<Workload, 'service'>, instance: number): string =>
  nameWith(workload, '…', instance)

function nameWith({ service }: Pick<Workload, 'service'>, deployment: string, instance: number): string {
  const name = service.name.replace(/[^a-zA-Z0-9_.-]+/g, '-').slice(0, 60)
  return `fairlead-${name}-${deployment}${instance > 1 ? `-${instance}` : ''}`
}

/** Makes a container that does not run yet, named as unproved; by the deployment's whole id where the name is taken. */
export async function createContainer(
  engine: Engine,
  plan: ContainerPlan,
  signal: AbortSignal,
): Promise<ContainerName> {
  const suffix = plan.role === 'trial' ? '-trial' : CANDIDATE_SUFFIX
  const create = async (base: string): Promise<ContainerName> => {
    const name = base + suffix
    const { id } = await engine.call('create the container', signal, (docker, abortSignal) =>
      docker.createContainer({ ...createOptions(plan), name, abortSignal }),
    )
    return { id, name }
  }
  try {
    const made = await unlessStatus(409, create(containerName(plan.workload, plan.instance)))
    return made ?? (await create(nameWith(plan.workload, plan.workload.deploymentId, plan.instance)))
  } catch (error) {
    if (refusalOf(error)?.status !== 404) throw error
    throw failedWith([
      finding('deploy.image_unavailable', {
        summary: 'The image was removed from the engine before the container was made.',
        evidence: [{ asked: 'create the container', answered: refusalOf(error)?.message ?? '404' }],
        remedy: { action: 'Deploy again.' },
      }),
    ])
  }
}

/** Starts a container; one that runs is well. Throws `target.failed` with the finding that fits. */
export async function startContainer(
  engine: Engine,
  { id }: ContainerName,
  workload: Workload,
  publishAddress: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await start(engine, id, signal)
  } catch (error) {
    throw await startFault(engine, workload, publishAddress, error, signal)
  }
}

/** Starts a container whatever it is for. */
export async function start(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  await unlessStatus(
    304,
    engine.call('start the container', signal, (docker, abortSignal) =>
      docker.getContainer(id).start({ abortSignal }),
    ),
  )
}

/** Asks the container to end, and ends it after `stopMs`. One that is stopped or gone is well. */
export async function stop(
  engine: Engine,
  timings: DockerTimings,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const seconds = Math.ceil(timings.stopMs / 1000)
  const stopping = engine.call(
    'stop the container',
    signal,
    (docker, abortSignal) => docker.getContainer(id).stop({ t: seconds, abortSignal }),
    seconds * 1000 + timings.callMs,
  )
  await unlessStatus(304, unlessStatus(404, stopping))
}

/** Takes a container away with its anonymous volumes, at once. One that is gone, or just going, is well. */
export async function remove(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const removing = engine.call('remove the container', signal, (docker, abortSignal) =>
    docker.getContainer(id).remove({ force: true, v: true, abortSignal }),
  )
  await unlessStatus(409, unlessStatus(404, removing))
}

/** The container is proved: the engine keeps it up from now on, and its name says what it is. */
export async function promote(
  engine: Engine,
  { id, name }: ContainerName,
  signal: AbortSignal,
): Promise<void> {
  await engine.call('set the restart policy', signal, (docker, abortSignal) =>
    docker.getContainer(id).update({ RestartPolicy: { Name: 'unless-stopped' }, abortSignal }),
  )
  if (!name.endsWith(CANDIDATE_SUFFIX)) return
  const rename = async (to: string) => {
    await engine.call('rename the container', signal, (docker, abortSignal) =>
      docker.getContainer(id).rename({ name: to, abortSignal }),
    )
    return true
  }
  const proved = name.slice(0, -CANDIDATE_SUFFIX.length)
  if (!(await unlessStatus(409, rename(proved)))) await rename(`${proved}-${id.slice(0, 12)}`)
}
