import type { RuntimeStatus, ServiceIdentity } from '@fairlead/core'
import { execProbe } from './create-options.ts'
import { endpointsOf } from './endpoints.ts'
import type { HealthContext } from './healthy.ts'
import { type Inspection, inspectInstance, listInstances, newestLive } from './instances.ts'
import { askProbe, describeProbe, isNetworkProbe } from './probes/ask-probe.ts'

interface Seen {
  readonly state: 'running' | 'starting' | 'unhealthy' | 'stopped'
  readonly message: string
}

/** What runs of the service now: looked up and probed at this moment. */
export async function serviceStatus(
  context: HealthContext,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<RuntimeStatus> {
  const all = await listInstances(context.engine, service.id, signal)
  const current = newestLive(all)
  const newest = current[0] ?? all.at(-1)
  if (newest === undefined) {
    return {
      state: 'absent',
      runningInstances: 0,
      endpoints: [],
      message: 'No container of the service is there.',
    }
  }
  const known = { digest: newest.digest, deploymentId: newest.deploymentId }
  if (!newest.isLive) {
    return {
      ...known,
      state: 'starting',
      runningInstances: 0,
      endpoints: [],
      message: 'Its first version is not proved yet.',
    }
  }
  const inspections = await Promise.all(current.map(({ id }) => inspectInstance(context.engine, id, signal)))
  const present = inspections.filter((inspection) => inspection !== undefined)
  const seen = await Promise.all(present.map((inspection) => look(context, inspection, signal)))
  return {
    ...known,
    ...summarize(seen),
    runningInstances: present.filter(isServing).length,
    endpoints: present.filter(isServing).flatMap(endpointsOf),
  }
}

const isServing = ({ isRunning, isRestarting }: Inspection): boolean => isRunning && !isRestarting

function summarize(seen: readonly Seen[]): Pick<RuntimeStatus, 'state' | 'message'> {
  const of = (state: Seen['state']) => seen.filter((each) => each.state === state)
  const down = of('stopped')
  if (down.length === seen.length) return { state: 'stopped', message: down[0]?.message ?? 'Stopped.' }
  const worst = of('unhealthy')[0] ?? down[0]
  const runs = `${of('running').length} of ${seen.length} instances run`
  if (worst) return { state: 'unhealthy', message: `${runs}. ${worst.message}` }
  const starting = of('starting')[0]
  if (starting) return { state: 'starting', message: `${runs}. ${starting.message}` }
  return { state: 'running', message: seen.length === 1 ? 'It runs.' : `${seen.length} instances run.` }
}

async function look(
  { reach, clock }: HealthContext,
  inspection: Inspection,
  signal: AbortSignal,
): Promise<Seen> {
  const { isRunning, isRestarting, exitCode, healthchecks, health, startedAt } = inspection
  if (isRestarting) {
    return {
      state: 'unhealthy',
      message: `It ends with exit code ${exitCode} and is restarted again and again.`,
    }
  }
  if (inspection.status === 'paused') return { state: 'unhealthy', message: 'It is paused.' }
  if (!isRunning) return { state: 'stopped', message: `Stopped; its exit code was ${exitCode}.` }
  const probes = [healthchecks.readiness, healthchecks.liveness].filter(isNetworkProbe)
  if (health && (probes.length === 0 || execProbe(healthchecks)) && health.status !== 'healthy') {
    const said = health.lastOutput.trim().slice(0, 200)
    return {
      state: health.status === 'starting' ? 'starting' : 'unhealthy',
      message: `Its healthcheck says ${health.status}${said ? `: ${said}` : ''}.`,
    }
  }
  for (const probe of probes) {
    const answer = await askProbe(probe, inspection, reach, signal)
    if (answer.ok) continue
    const isYoung = clock.now().getTime() - Date.parse(startedAt) < probe.initialDelaySeconds * 1000
    return {
      state: isYoung ? 'starting' : 'unhealthy',
      message: `${describeProbe(probe)}: ${answer.answered}.`,
    }
  }
  return { state: 'running', message: 'It runs.' }
}
