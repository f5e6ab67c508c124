import type { ContainerService } from '../domain/container.ts'
import type { Deployment, DeploymentStep } from '../domain/deployment.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import { bySeverity, type Finding, finding } from '../finding.ts'
import type { Repositories } from '../ports/store.ts'
import { type AppPorts, timestamp } from './ports.ts'

/** The step of a deployment that waits for the one before it. */
export const WAIT_STEP = 'wait'

/**
 * Makes room for one more deployment of a service, in the transaction that stores it: of those that have not begun the
 * newest alone counts, so one that waits gives its place up, and says to whom. The steps that the new one begins with:
 * waiting, where another one is under way. Throws `container.busy` once the service is to be deleted.
 */
export async function takePlace(
  ports: AppPorts,
  tx: Repositories,
  who: Principal,
  container: ContainerService,
): Promise<readonly DeploymentStep[]> {
  const unfinished = await tx.deployments.unfinished(container.id)
  if (unfinished.some(({ action }) => action === 'delete')) {
    throw new AppError('container.busy', `The container "${container.name}" is being deleted.`)
  }
  const superseded = finding('deploy.superseded', {
    summary: `${who.name} asked for another one before it had begun, which took its place.`,
  })
  for (const each of unfinished) if (each.state === 'queued') await endUnbegun(ports, tx, each, superseded)
  const running = unfinished.find(({ state }) => state === 'running')
  if (!running) return []
  const message = `Waits until ${nameOf(running)} has ended.`
  return [{ name: WAIT_STEP, message, state: 'running', startedAt: timestamp(ports), finishedAt: null }]
}

export const canceledUnbegun = (): Finding =>
  finding('deploy.canceled', { summary: 'It was canceled before it began.' })

/** Ends a deployment that has not begun, in a transaction in which nobody else begins it. */
export async function endUnbegun(
  ports: AppPorts,
  tx: Repositories,
  { steps, findings, ...unbegun }: Deployment,
  why: Finding,
): Promise<Deployment> {
  const now = timestamp(ports)
  const ended: Deployment = {
    ...unbegun,
    state: 'canceled',
    findings: bySeverity([why, ...findings]),
    steps: steps.map((step) =>
      step.state === 'running' ? { ...step, state: 'skipped', finishedAt: now } : step,
    ),
    finishedAt: now,
  }
  await tx.deployments.save(ended)
  const { id: deploymentId, organizationId, containerId, state } = ended
  await tx.events.append({
    type: 'deployment.state',
    organizationId,
    data: { deploymentId, containerId, state },
  })
  return ended
}

/** `the deployment of 1.4 that ada asked for` */
function nameOf({ action, origin, spec, image, requestedBy }: Deployment): string {
  const tag = image?.tag ?? spec.tag
  const what =
    action === 'deploy' ? `${origin === 'rollback' ? 'rollback to' : 'deployment of'} ${tag}` : action
  return `the ${what} that ${requestedBy} asked for`
}
