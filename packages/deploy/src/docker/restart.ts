import type { Applied, Progress, Workload } from '@fairlead/core'
import { runStep } from '../run-step.ts'
import type { DockerContext } from './context.ts'
import { endpointsOf } from './endpoints.ts'
import { waitHealthy } from './healthy.ts'
import { inspectInstance, listInstances, newestLive } from './instances.ts'
import { rollOut } from './rollout.ts'
import { startFault } from './start-fault.ts'
import { undoUnproved } from './undo.ts'

/**
 * Restarts the containers of the newest version one after another, each proved before the next; stopped ones are
 * started. A service that has none is deployed. Ports that the engine chose are chosen anew by it.
 */
export async function restartService(
  context: DockerContext,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<Applied> {
  const { engine } = context
  const found = await listInstances(engine, workload.service.id, signal)
  await undoUnproved(
    context,
    found.filter((each) => !each.isLive),
    signal,
  )
  const live = newestLive(found)
  if (live.length === 0) return rollOut(context, workload, progress, signal)
  await runStep(
    progress,
    { name: 'restart', begin: 'Restarting.', failure: 'The restart failed.' },
    async () => {
      const seen: string[] = []
      for (const each of live) {
        await restartContainer(context, each.id, workload, signal)
        seen.push(await waitHealthy(context, each, signal))
      }
      return [undefined, `Restarted and healthy: ${seen[0]}.`]
    },
  )
  const inspections = await Promise.all(live.map(({ id }) => inspectInstance(engine, id, signal)))
  return {
    ok: true,
    reference: live[0]?.id ?? '',
    endpoints: inspections.flatMap((inspection) => (inspection ? endpointsOf(inspection) : [])),
  }
}

async function restartContainer(
  { engine, timings, publishAddress }: DockerContext,
  id: string,
  workload: Workload,
  signal: AbortSignal,
): Promise<void> {
  const seconds = Math.ceil(timings.stopMs / 1000)
  try {
    await engine.call(
      'restart the container',
      signal,
      (docker, abortSignal) => docker.getContainer(id).restart({ t: seconds, abortSignal }),
      seconds * 1000 + timings.callMs,
    )
  } catch (error) {
    throw await startFault(engine, workload, publishAddress, error, signal)
  }
}
