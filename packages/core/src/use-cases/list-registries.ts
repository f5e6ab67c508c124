import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import { theOrganization, theRegistry } from './access.ts'
import type { AppPorts } from './ports.ts'

/** A registry and how many services use it. */
export interface RegistryView {
  readonly registry: ContainerRegistry
  readonly servicesCount: number
  /** When it is verified next (ISO 8601); null while it is not planned. */
  readonly nextVerificationAt: string | null
}

async function views(
  ports: AppPorts,
  registries: readonly ContainerRegistry[],
): Promise<readonly RegistryView[]> {
  const ids = registries.map(({ id }) => id)
  const [dueTimes, counts] = await Promise.all([
    ports.store.schedule.dueTimes(ids),
    ports.store.containers.countUsing(ids),
  ])
  return registries.map((registry) => ({
    registry,
    servicesCount: counts.get(registry.id) ?? 0,
    nextVerificationAt: dueTimes.get(registry.id) ?? null,
  }))
}

export const listRegistries =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string): Promise<readonly RegistryView[]> => {
    await theOrganization(ports.store, who, organizationId)
    return views(ports, await ports.store.registries.listOf(organizationId))
  }

export const getRegistry =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string, id: string): Promise<RegistryView> => {
    const registry = await theRegistry(ports.store, who, organizationId, id)
    const [view] = await views(ports, [registry])
    return view ?? { registry, servicesCount: 0, nextVerificationAt: null }
  }

/** The kinds that this server speaks, with their forms. */
export const availableRegistries =
  (ports: AppPorts) => (): readonly Pick<RegistryProvider, 'kind' | 'form'>[] =>
    ports.providers.list().map(({ kind, form }) => ({ kind, form }))
