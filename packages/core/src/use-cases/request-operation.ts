import type { ContainerService } from '../domain/container.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { theContainer, theDeployment } from './access.ts'
import { audit } from './audit.ts'
import { containerEntry } from './containers.ts'
import type { AppPorts } from './ports.ts'
import { enqueueDeployment } from './request-deployment.ts'
import { canceledUnbegun, endUnbegun } from './take-place.ts'

/**
 * Stops or restarts what runs. Throws `container.not_deployed` when nothing does, and `container.busy`: for a restart,
 * too, of what is being stopped, and where a deployment waits that would give its place up to it.
 */
export const requestOperation =
  (ports: AppPorts) =>
  (who: Principal, containerId: string, action: 'stop' | 'restart'): Promise<Deployment> =>
    ports.store.transaction(async (tx) => {
      const container = await theContainer(tx, who, containerId)
      const live = await tx.deployments.live(containerId)
      if (!live) {
        const text = `The container "${container.name}" is not deployed, so there is nothing to ${action}. Deploy it first.`
        throw new AppError('container.not_deployed', text)
      }
      if (action === 'restart') refuseNeedless(container, await tx.deployments.unfinished(containerId))
      const { spec, image } = live
      return enqueueDeployment(ports, tx, who, container, { action, origin: action, spec, image })
    })

function refuseNeedless({ name }: ContainerService, unfinished: readonly Deployment[]): void {
  if (unfinished.some(({ action, state }) => action === 'stop' && state === 'running')) {
    throw new AppError(
      'container.busy',
      `The container "${name}" is being stopped. Deploy it to have it run again.`,
    )
  }
  if (unfinished.some(({ action, state }) => action === 'deploy' && state === 'queued')) {
    throw new AppError(
      'container.busy',
      `A deployment of the container "${name}" waits, which starts it anew. Cancel that one first to restart what runs.`,
    )
  }
}

/** Takes the service off its target, then forgets it. Throws `container.busy`. */
export const deleteContainer =
  (ports: AppPorts) =>
  (who: Principal, containerId: string): Promise<Deployment> =>
    ports.store.transaction(async (tx) => {
      const container = await theContainer(tx, who, containerId)
      const asked = { action: 'delete', origin: 'delete', spec: container.spec, image: null } as const
      return enqueueDeployment(ports, tx, who, container, asked)
    })

/** Asks an unfinished deployment to end; what served before it still serves. A finished one is left as it is. */
export const cancelDeployment =
  (ports: AppPorts) =>
  (who: Principal, id: string): Promise<Deployment> =>
    ports.store.transaction(async (tx) => {
      const { containerId } = await theDeployment(tx, who, id)
      const unfinished = await tx.deployments.unfinished(containerId)
      const wanted = unfinished.find((each) => each.id === id)
      return wanted ? cancel(ports, tx, who, wanted) : theDeployment(tx, who, id)
    })

/** The same for all of a service's: the one that runs and the one that waits. */
export const cancelDeployments =
  (ports: AppPorts) =>
  (who: Principal, containerId: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      await theContainer(tx, who, containerId)
      for (const deployment of await tx.deployments.unfinished(containerId)) {
        await cancel(ports, tx, who, deployment)
      }
    })

async function cancel(
  ports: AppPorts,
  tx: Repositories,
  who: Principal,
  deployment: Deployment,
): Promise<Deployment> {
  const { id, organizationId, containerId, state } = deployment
  if (deployment.cancelRequested) return deployment
  const container = await tx.containers.get(containerId)
  if (container) await audit(ports, tx, who, containerEntry('CANCEL', container))
  if (state === 'queued') return endUnbegun(ports, tx, deployment, canceledUnbegun())
  await tx.deployments.requestCancel(id)
  // The event wakes the server that runs it, whichever that is.
  await tx.events.append({
    type: 'deployment.state',
    organizationId,
    data: { deploymentId: id, containerId, state },
  })
  return { ...deployment, cancelRequested: true }
}
