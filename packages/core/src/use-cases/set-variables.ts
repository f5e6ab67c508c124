import type { ContainerService, Variable } from '../domain/container.ts'
import type { Principal } from '../domain/identity.ts'
import { theContainer } from './access.ts'
import { audit } from './audit.ts'
import { containerEntry } from './containers.ts'
import { type AppPorts, timestamp } from './ports.ts'

/** Replaces a service's environment variables. They reach what runs with the next deployment. */
export const setVariables =
  (ports: AppPorts) =>
  (who: Principal, id: string, variables: readonly Variable[]): Promise<ContainerService> =>
    ports.store.transaction(async (tx) => {
      const stored = await theContainer(tx, who, id)
      const saved = await tx.containers.save({
        ...stored,
        spec: { ...stored.spec, variables },
        updatedAt: timestamp(ports),
      })
      await audit(ports, tx, who, containerEntry('UPDATE', saved))
      return saved
    })
