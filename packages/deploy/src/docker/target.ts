import { type DeployTarget, systemClock } from '@fairlead/core'
import { createOneAtATime } from '../one-at-a-time.ts'
import { outcome } from '../outcome.ts'
import { runStep } from '../run-step.ts'
import { checkEngine, enginePlatforms } from './check.ts'
import type { DockerContext } from './context.ts'
import { createEngine } from './engine.ts'
import { listInstances } from './instances.ts'
import { remove, stop } from './lifecycle.ts'
import { serviceLogs } from './logs.ts'
import { previewRollOut } from './preview.ts'
import { restartService } from './restart.ts'
import { rollOut } from './rollout.ts'
import { DEFAULT_TIMINGS, type DockerOptions, type DockerSettings } from './settings.ts'
import { serviceStatus } from './status.ts'
import { removeVolumes } from './volumes.ts'

// Of the whole process: two targets may be opened for one engine.
const oneAtATime = createOneAtATime()
const UNHURRIED = new AbortController().signal

/**
 * A target that runs services as containers of a Docker engine. It keeps no state of its own: labels and names of the
 * containers say all there is to know. A result's reference is the id of the first container.
 * Throws as DeployTarget says; `target.unreachable` carries its finding, also here for an endpoint that is no socket.
 */
export function createDockerTarget(settings: DockerSettings, options: DockerOptions = {}): DeployTarget {
  const timings = { ...DEFAULT_TIMINGS, ...options.timings }
  const engine = createEngine(settings.endpoint, timings.callMs)
  const context: DockerContext = {
    engine,
    timings,
    clock: options.clock ?? systemClock,
    publishAddress: settings.publishAddress,
    reach: options.reach ?? (process.platform === 'linux' ? 'direct' : 'published'),
  }
  return {
    kind: 'docker',
    platforms: (signal) => enginePlatforms(engine, signal),
    check: (signal) => checkEngine(engine, signal),
    preview: (workload, signal) => previewRollOut(context, workload, signal),
    // A canceled one has its turn too: what a crash left of it half made has to be undone.
    apply: (workload, progress, signal) =>
      oneAtATime(workload.service.id, UNHURRIED, () =>
        outcome(() => rollOut(context, workload, progress, signal)),
      ),
    restart: (workload, progress, signal) =>
      oneAtATime(workload.service.id, signal, () =>
        outcome(() => restartService(context, workload, progress, signal)),
      ),
    stop: (service, progress, signal) =>
      oneAtATime(service.id, signal, () =>
        runStep(progress, { name: 'stop', begin: 'Stopping.', failure: 'The stop failed.' }, async () => {
          const all = await listInstances(engine, service.id, signal)
          // Unproved ones go for good, so that nothing is left that would start what they replace.
          await Promise.all(
            all.map((each) =>
              each.isLive ? stop(engine, timings, each.id, signal) : remove(engine, each.id, signal),
            ),
          )
          return [undefined, all.length === 0 ? 'Nothing was there to stop.' : 'Stopped.']
        }),
      ),
    remove: (service, progress, signal) =>
      oneAtATime(service.id, signal, () =>
        runStep(
          progress,
          { name: 'remove', begin: 'Removing.', failure: 'The removal failed.' },
          async () => {
            const all = await listInstances(engine, service.id, signal)
            await Promise.all(
              all.map(async ({ id }) => {
                await stop(engine, timings, id, signal)
                await remove(engine, id, signal)
              }),
            )
            const volumes = await removeVolumes(engine, service, signal)
            const done = volumes.length === 0 ? 'Removed.' : `Removed, with its ${volumes.length} volumes.`
            return [undefined, all.length + volumes.length === 0 ? 'Nothing was there to remove.' : done]
          },
        ),
      ),
    status: (service, signal) => serviceStatus(context, service, signal),
    logs: (service, request, signal) => serviceLogs(engine, service, request, signal),
  }
}
