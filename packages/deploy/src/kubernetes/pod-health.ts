import type { Clock } from '@fairlead/core'
import type { ContainerState, ContainerStatus, PodObject } from './connection/objects.ts'

/** How one pod stands, with a clause or sentence that says why. */
export interface PodHealth {
  readonly state: 'running' | 'starting' | 'unhealthy'
  readonly message: string
}

/** The kubelet's defaults: https://kubernetes.io/docs/concepts/workloads/pods/probes/#configure-probes */
const PROBE = { initialDelaySeconds: 0, periodSeconds: 10, failureThreshold: 3 }

/** Reasons of a container that waits because of what will not pass by itself. */
const PULL = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'])
const STUCK = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PostStartHookError',
])

export function podHealth(pod: PodObject, { now }: Clock): PodHealth {
  const { status } = pod
  const conditions = status?.conditions ?? []
  const condition = (type: string) => conditions.find((each) => each.type === type)
  const containers = status?.containerStatuses ?? []
  const scheduled = condition('PodScheduled')
  if (scheduled?.status === 'False') {
    const said = clip(scheduled.message ?? scheduled.reason ?? 'no node takes it')
    return { state: 'unhealthy', message: `A pod cannot be scheduled: ${said}.` }
  }
  if (status?.phase === 'Failed') {
    const said = clip(status.message ?? status.reason ?? 'it failed')
    return { state: 'unhealthy', message: `A pod failed: ${said}.` }
  }
  for (const container of containers) {
    const fault = containerFault(container)
    if (fault) return { state: 'unhealthy', message: fault }
  }
  if (condition('Ready')?.status === 'True') return { state: 'running', message: 'It runs.' }
  const late = containers.find((each) => isLate(pod, each, now()))
  if (late) {
    const before =
      late.restartCount > 0 ? ` It was restarted ${late.restartCount} times${lastEnd(late)}.` : ''
    return { state: 'unhealthy', message: `A pod runs but is not ready.${before}` }
  }
  const waiting = containers.find(({ state }) => state?.waiting)?.state?.waiting
  const pending = waiting?.message ?? waiting?.reason
  return { state: 'starting', message: pending ? `A pod starts: ${clip(pending)}.` : 'A pod starts.' }
}

function containerFault({ state, lastState, restartCount }: ContainerStatus): string | undefined {
  const { reason = '', message } = state?.waiting ?? {}
  if (PULL.has(reason)) return `The image cannot be pulled: ${clip(message ?? reason)}.`
  if (STUCK.has(reason)) return `The container cannot be made: ${clip(message ?? reason)}.`
  const end = state?.terminated ?? (reason === 'CrashLoopBackOff' ? lastState?.terminated : undefined)
  if (end === undefined && reason === 'CrashLoopBackOff') return 'It ends again and again.'
  return end && `${sayEnd(end)} and is started again${restartCount > 0 ? ' and again' : ''}.`
}

function sayEnd({ exitCode, reason }: NonNullable<ContainerState['terminated']>): string {
  if (reason === 'OOMKilled') return 'It runs out of memory, is killed'
  if (reason === 'StartError' || reason === 'ContainerCannotRun') return `It cannot start (${reason})`
  return `It ends with exit code ${exitCode}`
}

function lastEnd({ lastState }: ContainerStatus): string {
  const end = lastState?.terminated
  if (end === undefined) return ''
  return end.reason === 'OOMKilled'
    ? ', the last time for want of memory'
    : `, the last time with exit code ${end.exitCode}`
}

/** Runs for longer than its readiness probe, or the kubelet's word on one without, may take. */
function isLate({ spec }: PodObject, { name, ready, state }: ContainerStatus, now: Date): boolean {
  const startedAt = state?.running?.startedAt
  if (ready || startedAt === undefined) return false
  const given = spec.containers.find((container) => container.name === name)?.readinessProbe
  const probe = { ...PROBE, ...(given as Partial<typeof PROBE> | undefined) }
  const allowed = probe.initialDelaySeconds + probe.periodSeconds * probe.failureThreshold
  return now.getTime() - Date.parse(startedAt) > allowed * 1000
}

/** Its beginning and its end: a cause stands at the end of what wraps it. */
function clip(text: string): string {
  const words = text.trim().replace(/\s+/g, ' ').replace(/\.$/, '')
  return words.length > 320 ? `${words.slice(0, 120)} … ${words.slice(-200)}` : words
}
