import type { ContainerService, Variable } from '../domain/container.ts'
import type { Principal } from '../domain/identity.ts'
import { theContainer } from './access.ts'
import { audit } from './audit.ts'
import { containerEntry } from './containers.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { refuseSharedNames } from './secret-variables.ts'

/**
 * Changes a service's environment variables from what they are at that moment, so that two changes of different
 * variables both hold. They reach what runs with the next deployment. `change` is pure: it may be called again.
 * Throws what it throws, and `name.taken` for the name of a secret variable.
 */
export const setVariables =
  (ports: AppPorts) =>
  (
    who: Principal,
    id: string,
    change: (variables: readonly Variable[]) => readonly Variable[],
  ): Promise<ContainerService> =>
    ports.store.transaction(async (tx) => {
      const stored = await theContainer(tx, who, id)
      const spec = { ...stored.spec, variables: change(stored.spec.variables) }
      refuseSharedNames(spec)
      const saved = await tx.containers.save({ ...stored, spec, updatedAt: timestamp(ports) })
      await audit(ports, tx, who, containerEntry('UPDATE', saved))
      return saved
    })
