import {
  type Finding,
  finding,
  isAppError,
  isRecreated,
  type PlannedObject,
  type PlannedStep,
  shortDigest,
  type TargetPreview,
  type Workload,
} from '@fairlead/core'
import type { DockerContext } from './context.ts'
import { portKey } from './endpoints.ts'
import type { Engine } from './engine.ts'
import { type Instance, listInstances } from './instances.ts'
import { LABELS } from './labels.ts'
import { plannedName } from './lifecycle.ts'
import { fixedPorts, limitsOf, refuseUnsupported } from './limits.ts'
import { inTheWayOf } from './rollout.ts'
import { describeHolder, holderOf, portTaken } from './start-fault.ts'

type Wanted = Omit<Workload, 'deploymentId'>

/** What `rollOut` would do, by what is on the engine now. Asks the engine and changes nothing. */
export async function previewRollOut(
  context: DockerContext,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<TargetPreview> {
  const { engine } = context
  const old = await listInstances(engine, wanted.service.id, signal)
  const count = Math.max(1, wanted.spec.minInstances)
  return {
    steps: stepsOf(wanted, count, old),
    objects: [...made(context, wanted, count), ...old.map(replaced)],
    findings: [...unsupported(wanted), ...(await takenPorts(engine, wanted, signal))],
  }
}

function stepsOf(wanted: Wanted, count: number, old: readonly Instance[]): readonly PlannedStep[] {
  const containers = count > 1 ? `${count} containers` : 'a container'
  const takesOver = inTheWayOf(wanted, old).length > 0
  const isFirst = takesOver && isRecreated(wanted.spec)
  const start = isFirst
    ? 'Make the container of the new version; it starts once the old one has ended.'
    : takesOver
      ? 'Start the new version on a port of its own; the old one keeps the fixed port meanwhile.'
      : `Start ${containers}${old.length > 0 ? ' beside the old version, which still serves' : ''}.`
  const { readiness, liveness } = wanted.spec.healthchecks
  const healthy =
    readiness || liveness ? 'Wait until it is healthy by its probes.' : 'Wait until it has stayed up.'
  const steps: [name: string, message: string][] = [
    ['pull', `Pull ${wanted.image.repository}@${shortDigest(wanted.image.digest)}.`],
    ['start', start],
    ['healthy', healthy],
  ]
  if (isFirst) steps.splice(2, 1)
  if (isFirst) steps.push(['switch', `Stop the old version, start the new one. ${healthy}`])
  else if (takesOver)
    steps.push(['switch', 'Stop the old version, so that the new one takes the fixed port.'])
  if (old.length > 0) steps.push(['clean', 'Remove the old version.'])
  return steps.map(([name, message]) => ({ name, message }))
}

function made({ publishAddress }: DockerContext, wanted: Wanted, count: number): readonly PlannedObject[] {
  const { cpuMilli, memoryMib, ports, volumes } = wanted.spec
  const published = ports.map((port) => {
    if (!port.publiclyAccessible) return `${portKey(port)} private`
    const host = port.externalPort === undefined ? 'a free port' : String(port.externalPort)
    return `${portKey(port)} on ${publishAddress}, ${host}`
  })
  const mounted = volumes.map(({ mountPoint }) => `volume at ${mountPoint}`)
  const detail = [...published, ...mounted, `${cpuMilli / 1000} CPU`, `${memoryMib} MiB`].join('; ')
  return Array.from({ length: count }, (_, index) => ({
    kind: 'container',
    name: plannedName(wanted, index + 1),
    change: 'create',
    detail,
  }))
}

const replaced = ({ name, digest }: Instance): PlannedObject => ({
  kind: 'container',
  name,
  change: 'remove',
  detail: digest === '' ? '' : `runs ${digest.slice(0, 19)}`,
})

/** What an apply refuses, and what it leaves out. */
function unsupported(wanted: Wanted): readonly Finding[] {
  const limits = limitsOf(wanted).map((summary) =>
    finding('deploy.not_supported', { severity: 'info', summary }),
  )
  try {
    refuseUnsupported(wanted)
    return limits
  } catch (error) {
    if (!isAppError(error, 'target.failed')) throw error
    return [...error.findings, ...limits]
  }
}

/** Fixed ports that another container has now. What else listens on the machine is not known before the start. */
async function takenPorts(engine: Engine, wanted: Wanted, signal: AbortSignal): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { externalPort } of fixedPorts(wanted.spec)) {
    if (externalPort === undefined) continue
    const holder = await holderOf(engine, externalPort, signal)
    if (holder === undefined || holder.Labels[LABELS.service] === wanted.service.id) continue
    const evidence = [
      { asked: `containers that publish port ${externalPort}`, answered: holder.Id.slice(0, 12) },
    ]
    findings.push(portTaken(externalPort, describeHolder(holder, wanted), evidence))
  }
  return findings
}
