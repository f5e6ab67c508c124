import { type ServiceState, serviceState } from '../deployment-state.ts'
import type { ContainerService } from '../domain/container.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import type { LogLine, LogRequest, RuntimeStatus, ServiceIdentity } from '../ports/deploy-target.ts'
import type { Page } from '../ports/store.ts'
import { sameJson } from '../values/same-json.ts'
import { theContainer, theDeployment, theEnvironment } from './access.ts'
import type { AppPorts } from './ports.ts'
import { targetOf } from './service-target.ts'

/** A service's state by the contract, and what it follows from. */
export interface ContainerStatus {
  readonly container: ContainerService
  readonly state: ServiceState
  /** Whether what runs is what the spec asks for. */
  readonly freshness: 'NEVER_DEPLOYED' | 'OUT_OF_DATE' | 'UP_TO_DATE'
  readonly latest: Deployment | undefined
  /** What should be running now. */
  readonly live: Deployment | undefined
  readonly deploymentsCount: number
}

/** `latest` is its latest deployment. */
export async function statusOf(
  ports: AppPorts,
  container: ContainerService,
  latest: Deployment | undefined,
): Promise<ContainerStatus> {
  const [live, deploymentsCount] = await Promise.all([
    ports.store.deployments.live(container.id),
    ports.store.deployments.count(container.id),
  ])
  const freshness = live
    ? sameJson(live.spec, container.spec)
      ? 'UP_TO_DATE'
      : 'OUT_OF_DATE'
    : 'NEVER_DEPLOYED'
  return { container, state: serviceState(latest), freshness, latest, live, deploymentsCount }
}

export const containerStatus =
  (ports: AppPorts) =>
  async (who: Principal, id: string): Promise<ContainerStatus> => {
    const container = await theContainer(ports.store, who, id)
    return statusOf(ports, container, await ports.store.deployments.latest(id))
  }

/** Of every container of the environment, by name. */
export const containerStatuses =
  (ports: AppPorts) =>
  async (who: Principal, environmentId: string): Promise<readonly ContainerStatus[]> => {
    await theEnvironment(ports.store, who, environmentId)
    const containers = await ports.store.containers.listOf(environmentId)
    const latest = await ports.store.deployments.latestOf(containers.map(({ id }) => id))
    return Promise.all(containers.map((container) => statusOf(ports, container, latest.get(container.id))))
  }

/** Newest first. */
export const deploymentHistory =
  (ports: AppPorts) =>
  async (who: Principal, containerId: string, page: Page): Promise<readonly Deployment[]> => {
    await theContainer(ports.store, who, containerId)
    return ports.store.deployments.history(containerId, page)
  }

export const getDeployment =
  (ports: AppPorts) =>
  (who: Principal, id: string): Promise<Deployment> =>
    theDeployment(ports.store, who, id)

/** What the target says of the service right now. Throws `target.unreachable`. */
export const containerRuntime =
  (ports: AppPorts) =>
  async (who: Principal, id: string, signal: AbortSignal): Promise<RuntimeStatus> => {
    const { target, service } = await located(ports, who, id)
    return target.status(service, signal)
  }

/** The service's own output. Throws `operation.unsupported` where the target runs nothing itself. */
export const containerLogs =
  (ports: AppPorts) =>
  async (
    who: Principal,
    id: string,
    request: LogRequest,
    signal: AbortSignal,
  ): Promise<AsyncIterable<LogLine>> => {
    const { target, service } = await located(ports, who, id)
    if (target.logs) return target.logs(service, request, signal)
    throw new AppError(
      'operation.unsupported',
      `The logs of "${service.name}" are not here: its cluster is a Git repository that another controller follows.`,
    )
  }

async function located(
  ports: AppPorts,
  who: Principal,
  id: string,
): Promise<{ target: ReturnType<AppPorts['openTarget']>; service: ServiceIdentity }> {
  return targetOf(ports, await theContainer(ports.store, who, id))
}
