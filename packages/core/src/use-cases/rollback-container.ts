import type { Deployment } from '../domain/deployment.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { theContainer } from './access.ts'
import type { AppPorts } from './ports.ts'
import { changeSpec, enqueueDeployment } from './request-deployment.ts'
import { asGrown } from './volumes.ts'

const HISTORY_PAGE = 50

/**
 * Deploys again what an earlier deployment ran: its digest and its spec, which become the service's own; its volumes stay as big as they are. Without an id:
 * the last good deployment of another digest than what runs or is being deployed. Throws `rollback.unavailable`, `deployment.not_found`, `container.busy`.
 */
export const rollbackContainer =
  (ports: AppPorts) =>
  (who: Principal, containerId: string, deploymentId: string | undefined): Promise<Deployment> =>
    ports.store.transaction(async (tx) => {
      const stored = await theContainer(tx, who, containerId)
      const goal =
        deploymentId === undefined
          ? await previousGood(tx, containerId)
          : await chosen(tx, containerId, deploymentId)
      const spec = { ...goal.spec, volumes: asGrown(goal.spec.volumes, stored.spec.volumes) }
      const container = await changeSpec(ports, tx, stored, spec)
      const { image } = goal
      return enqueueDeployment(ports, tx, who, container, {
        action: 'deploy',
        origin: 'rollback',
        spec,
        image,
      })
    })

const ranWell = ({ action, state, image }: Deployment): boolean =>
  action === 'deploy' && state === 'succeeded' && image !== null

async function chosen(tx: Repositories, containerId: string, id: string): Promise<Deployment> {
  const deployment = await tx.deployments.get(id)
  if (deployment?.containerId !== containerId) {
    throw new AppError('deployment.not_found', `This container has no deployment ${id}.`)
  }
  if (ranWell(deployment)) return deployment
  throw new AppError(
    'rollback.unavailable',
    `Deployment ${id} never ran well, so there is nothing to go back to. Choose one that succeeded.`,
  )
}

async function previousGood(tx: Repositories, containerId: string): Promise<Deployment> {
  const live = await tx.deployments.live(containerId)
  const unfinished = await tx.deployments.unfinished(containerId)
  const coming = unfinished.find(({ action, state }) => action === 'deploy' && state === 'running')
  // Away from what comes, that is: what runs now. Its digest may not be known yet.
  if (live?.image && coming && coming.image?.digest !== live.image.digest) return live
  for (let page = 0; ; page += 1) {
    const history = await tx.deployments.history(containerId, { page, pageSize: HISTORY_PAGE })
    const found = history.find((each) => ranWell(each) && each.image?.digest !== live?.image?.digest)
    if (found) return found
    if (history.length < HISTORY_PAGE) {
      throw new AppError(
        'rollback.unavailable',
        'No earlier deployment of another digest succeeded, so there is nothing to go back to.',
      )
    }
  }
}
