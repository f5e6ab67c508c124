import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import { theContainer } from './access.ts'
import { audit } from './audit.ts'
import { containerEntry } from './containers.ts'
import type { AppPorts } from './ports.ts'

/**
 * Deletes a service without asking its target, for one whose target is gone for good: what may still run there is left
 * running. Throws `container.busy` while a deployment is unfinished.
 */
export const forgetContainer =
  (ports: AppPorts) =>
  (who: Principal, id: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const container = await theContainer(tx, who, id)
      if ((await tx.deployments.unfinished(id)).length > 0) {
        throw new AppError(
          'container.busy',
          `A deployment of "${container.name}" is unfinished. Cancel it first, or wait.`,
        )
      }
      await tx.containers.delete(id)
      await audit(ports, tx, who, containerEntry('DELETE', container))
      const data = { containerId: id, name: container.name }
      await tx.events.append({ type: 'container.deleted', organizationId: container.organizationId, data })
    })
