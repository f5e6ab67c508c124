import { type AppError, type Finding, finding, type Workload } from '@fairlead/core'
import type Docker from 'dockerode'
import { failedWith } from '../outcome.ts'
import type { Engine, Refusal } from './engine.ts'
import { refusalOf } from './engine.ts'
import { LABELS } from './labels.ts'

// "Bind for 127.0.0.1:80 failed: port is already allocated", "listen tcp4 0.0.0.0:80: bind: address already in use",
// "failed to bind host port 0.0.0.0:80/tcp: address already in use": what engines from 20.10 on say.
const PORT_TAKEN = /port is already allocated|address already in use/i
const PORT = /:(\d{1,5})(?:\/(?:tcp|udp))?(?:: bind| failed|: address)/i
const NO_ADDRESS = /cannot assign requested address/i
const NO_COMMAND = /executable file not found|no such file or directory|permission denied|exec format error/i

/** Turns the engine's refusal to start a container into the finding that fits; any other error is given back. */
export async function startFault(
  engine: Engine,
  workload: Workload,
  publishAddress: string,
  error: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const refusal = refusalOf(error)
  if (refusal === undefined) return error
  const found = await judge(engine, workload, publishAddress, refusal, signal)
  return found ? failedWith([found], error) : error
}

async function judge(
  engine: Engine,
  workload: Workload,
  publishAddress: string,
  { message }: Refusal,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const evidence = [{ asked: 'start the container', answered: message }]
  if (PORT_TAKEN.test(message)) {
    const port = Number(PORT.exec(message)?.[1] ?? firstFixedPort(workload) ?? 0)
    const holder = await holderOf(engine, port, signal).catch(() => undefined)
    return portTaken(port, holder && describeHolder(holder, workload), evidence)
  }
  if (NO_ADDRESS.test(message)) {
    return finding('deploy.target_failed', {
      summary: `The engine's machine has no address ${publishAddress} to publish ports on.`,
      evidence,
      remedy: { action: "Correct the cluster's publish address, such as 127.0.0.1 or 0.0.0.0." },
    })
  }
  if (NO_COMMAND.test(message)) {
    return finding('deploy.container_exited', {
      summary: "The container's command cannot be run.",
      evidence,
      remedy: {
        action: 'Check entrypoint and arguments: the command must be a file of the image that can be run.',
      },
    })
  }
  return undefined
}

/** Another service, or anything else, has the port of the engine's machine. */
export const portTaken = (port: number, holder: string | undefined, evidence: Finding['evidence']): Finding =>
  finding('deploy.port_taken', {
    summary: `Port ${port} of the engine is taken${holder ? ` by ${holder}` : ''}.`,
    evidence,
    remedy: {
      action: `Free port ${port}, give the service another external port, or leave it out so that the engine chooses one.`,
    },
  })

const firstFixedPort = ({ spec }: Workload): number | undefined =>
  spec.ports.find((port) => port.publiclyAccessible && port.externalPort !== undefined)?.externalPort

/** The container that holds a port of the engine's machine now. */
export async function holderOf(
  engine: Engine,
  port: number,
  signal: AbortSignal,
): Promise<Docker.ContainerInfo | undefined> {
  const [holder] = await engine.call('list containers', signal, (docker, abortSignal) =>
    docker.listContainers({ filters: { publish: [String(port), `${port}/udp`] }, abortSignal }),
  )
  return holder
}

/** Whose container it is, as far as the organization may know. */
export function describeHolder(
  { Labels: labels, Names: [name] }: Docker.ContainerInfo,
  { service }: Pick<Workload, 'service'>,
): string {
  if (labels[LABELS.managed] !== 'true') return `the container ${name?.replace(/^\//, '')}`
  return labels[LABELS.organization] === service.organizationId
    ? `the service ${labels[LABELS.serviceName]}`
    : "another organization's service"
}

/** The findings that an error carries. */
export const findingsOf = (error: unknown): readonly Finding[] => (error as Partial<AppError>).findings ?? []
