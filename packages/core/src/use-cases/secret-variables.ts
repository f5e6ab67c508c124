import type { ContainerService, ContainerSpec, SecretVariable } from '../domain/container.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import type { SecretValue } from '../ports/deploy-target.ts'
import { Secret } from '../values/secret.ts'
import { theContainer } from './access.ts'
import { audit } from './audit.ts'
import { containerEntry } from './containers.ts'
import { type AppPorts, timestamp } from './ports.ts'

/** A value as it is kept: sealed, and told apart from every other by its version. */
type KeptValue = Pick<SecretVariable, 'sealed' | 'version'>

/** Gives the secret variables as they are to be. It is pure but for what it seals: it may be called again. */
export type SecretChange = (
  secrets: readonly SecretVariable[],
  seal: (value: Secret) => KeptValue,
) => readonly SecretVariable[]

/** Binds a value to its service: what is sealed for one cannot be opened for another. */
const sealContext = (containerId: string): string => `container-secret:${containerId}`

const sealing =
  ({ vault, newId }: AppPorts, containerId: string) =>
  (value: Secret): KeptValue => ({ sealed: vault.seal(value, sealContext(containerId)), version: newId() })

/** Throws `secret.unreadable` when the key that sealed one is gone. */
export const openSecrets = (
  { vault }: Pick<AppPorts, 'vault'>,
  containerId: string,
  { secrets }: Pick<ContainerSpec, 'secrets'>,
): readonly SecretValue[] =>
  secrets.map(({ name, sealed, version }) => ({
    name,
    version,
    value: vault.open(sealed, sealContext(containerId)),
  }))

/**
 * Changes a service's secret variables from what they are at that moment. They reach what runs with the next deployment.
 * Throws what `change` throws, and `name.taken` for the name of a variable.
 */
export const setSecrets =
  (ports: AppPorts) =>
  (who: Principal, id: string, change: SecretChange): Promise<ContainerService> =>
    ports.store.transaction(async (tx) => {
      const stored = await theContainer(tx, who, id)
      const secrets = change(stored.spec.secrets, sealing(ports, id))
      const spec = { ...stored.spec, secrets }
      refuseSharedNames(spec)
      const saved = await tx.containers.save({ ...stored, spec, updatedAt: timestamp(ports) })
      await audit(ports, tx, who, containerEntry('UPDATE', saved))
      return saved
    })

/** A secret variable that a plan is asked with; without a value it has the one that is stored. */
export interface PlannedSecret {
  readonly name: string
  readonly value?: Secret | undefined
}

/** The secret variables of a plan. Nothing of them is stored. */
export const plannedSecrets = (
  ports: AppPorts,
  containerId: string,
  planned: readonly PlannedSecret[],
  stored: readonly SecretVariable[] = [],
): readonly SecretVariable[] =>
  planned.map(({ name, value }) => {
    const kept = value === undefined ? stored.find((each) => each.name === name) : undefined
    return kept ?? { name, ...sealing(ports, containerId)(value ?? new Secret('')) }
  })

/** Throws `name.taken` where a variable and a secret one would have one name: a process has one value for it. */
export function refuseSharedNames({
  variables,
  secrets,
}: Pick<ContainerSpec, 'variables' | 'secrets'>): void {
  const names = new Set(variables.map(({ name }) => name))
  const shared = secrets.find(({ name }) => names.has(name))
  if (shared === undefined) return
  const problem = `"${shared.name}" would be both a variable and a secret variable of this container`
  const issue = { field: 'key', problem, remedy: 'Delete the other one first, or choose another name.' }
  throw new AppError('name.taken', `${issue.field}: ${problem}. ${issue.remedy}`, { issues: [issue] })
}
