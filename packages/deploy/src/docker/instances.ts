import type { Healthchecks, ServicePort } from '@fairlead/core'
import type Docker from 'dockerode'
import { type Engine, unlessStatus } from './engine.ts'
import { healthchecksFrom, LABELS, portsFrom, type Role } from './labels.ts'

/** A container of ours, as the engine's list shows it. */
export interface Instance {
  readonly id: string
  readonly name: string
  readonly deploymentId: string
  readonly digest: string
  readonly number: number
  readonly role: Role
  /** Proved healthy: its name says so, since a rename is the one change that the engine makes in one piece. */
  readonly isLive: boolean
  readonly state: string
  readonly replaces: readonly string[]
  /** `8080/tcp`: ports of the host that it holds now. */
  readonly hostPorts: readonly string[]
}

export interface PortBinding {
  readonly address: string
  readonly port: number
}

/** A container as an inspection shows it. */
export interface Inspection {
  readonly id: string
  readonly isRunning: boolean
  readonly isRestarting: boolean
  readonly status: string
  readonly exitCode: number
  readonly wasOutOfMemory: boolean
  readonly error: string
  /** ISO 8601; changes when the engine starts it anew. */
  readonly startedAt: string
  /** Of Docker's own healthcheck; undefined when it has none. */
  readonly health:
    | {
        readonly status: string
        readonly lastOutput: string
        /** Milliseconds in which it must have said healthy or unhealthy, by its own configuration. */
        readonly allowanceMs: number
      }
    | undefined
  readonly addresses: readonly string[]
  /** Where the host's ports lead to it, by `8080/tcp`. */
  readonly bindings: Readonly<Record<string, readonly PortBinding[]>>
  readonly ports: readonly ServicePort[]
  readonly healthchecks: Healthchecks
}

/** Ends the name of a container that is not proved yet. */
export const CANDIDATE_SUFFIX = '-candidate'

/** All containers of a service, running or not, oldest first. */
export async function listInstances(
  engine: Engine,
  serviceId: string,
  signal: AbortSignal,
): Promise<Instance[]> {
  const found = await engine.call('list the containers of the service', signal, (docker, abortSignal) =>
    docker.listContainers({
      all: true,
      filters: { label: [`${LABELS.managed}=true`, `${LABELS.service}=${serviceId}`] },
      abortSignal,
    }),
  )
  // The engine lists the newest first, by a finer time than the seconds that it tells.
  return found.map(toInstance).reverse()
}

function toInstance(container: Docker.ContainerInfo): Instance {
  const { Labels: labels } = container
  const name = (container.Names?.[0] ?? '').replace(/^\//, '')
  const role: Role = labels[LABELS.role] === 'trial' ? 'trial' : 'service'
  return {
    id: container.Id,
    name,
    deploymentId: labels[LABELS.deployment] ?? '',
    digest: labels[LABELS.digest] ?? '',
    number: Number(labels[LABELS.instance] ?? 1),
    role,
    isLive: role === 'service' && !name.endsWith(CANDIDATE_SUFFIX),
    state: container.State,
    replaces: (labels[LABELS.replaces] ?? '').split(',').filter((id) => id !== ''),
    hostPorts: [
      ...new Set(
        (container.Ports ?? []).flatMap(({ PublicPort, Type }) =>
          PublicPort ? [`${PublicPort}/${Type}`] : [],
        ),
      ),
    ],
  }
}

export const isUp = ({ state }: Instance): boolean => state === 'running' || state === 'restarting'

/**
 * The proved containers of the newest deployment of which one is up, or else of the newest. Older ones may be there
 * still: a crash, or an engine that would not remove them, left them to the next deployment.
 */
export function newestLive(all: readonly Instance[]): Instance[] {
  const live = all.filter((each) => each.isLive)
  const newest = live.findLast(isUp) ?? live.at(-1)
  return live.filter((each) => each.deploymentId === newest?.deploymentId)
}

/** Undefined when the container is gone. */
export async function inspectInstance(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<Inspection | undefined> {
  const found = await unlessStatus(
    404,
    engine.call('inspect the container', signal, (docker, abortSignal) =>
      docker.getContainer(id).inspect({ abortSignal }),
    ),
  )
  return found && toInspection(found)
}

/** One check more than may fail in a row. Zero stands for the engine's default, and so does what is not set. */
function healthAllowance({ StartPeriod, Interval, Timeout, Retries }: Docker.HealthConfig = {}): number {
  const interval = (Interval || 30e9) / 1e6
  const timeout = (Timeout || 30e9) / 1e6
  return (StartPeriod ?? 0) / 1e6 + (interval + timeout) * ((Retries || 3) + 1)
}

function toInspection({ Id, State, Config, NetworkSettings }: Docker.ContainerInspectInfo): Inspection {
  const bindings = Object.entries(NetworkSettings.Ports ?? {}).map(
    ([port, bound]) =>
      [
        port,
        (bound ?? []).map(({ HostIp, HostPort }) => ({ address: HostIp, port: Number(HostPort) })),
      ] as const,
  )
  return {
    id: Id,
    isRunning: State.Running,
    isRestarting: State.Restarting,
    status: State.Status,
    exitCode: State.ExitCode,
    wasOutOfMemory: State.OOMKilled,
    error: State.Error,
    startedAt: State.StartedAt,
    health: State.Health
      ? {
          status: State.Health.Status,
          lastOutput: State.Health.Log?.at(-1)?.Output ?? '',
          allowanceMs: healthAllowance(Config.Healthcheck),
        }
      : undefined,
    addresses: Object.values(NetworkSettings.Networks ?? {})
      .map(({ IPAddress }) => IPAddress)
      .filter((address) => address !== ''),
    bindings: Object.fromEntries(bindings),
    ports: portsFrom(Config.Labels),
    healthchecks: healthchecksFrom(Config.Labels),
  }
}
