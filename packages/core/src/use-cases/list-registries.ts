import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import { theOrganization, theRegistry } from './access.ts'
import type { AppPorts } from './ports.ts'

/** A registry and how many services use it. */
export interface RegistryView {
  readonly registry: ContainerRegistry
  readonly servicesCount: number
}

const view = async (ports: AppPorts, registry: ContainerRegistry): Promise<RegistryView> => ({
  registry,
  servicesCount: (await ports.store.containers.usingRegistry(registry.id)).length,
})

export const listRegistries =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string): Promise<readonly RegistryView[]> => {
    await theOrganization(ports.store, who, organizationId)
    const registries = await ports.store.registries.listOf(organizationId)
    return Promise.all(registries.map((registry) => view(ports, registry)))
  }

export const getRegistry =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string, id: string): Promise<RegistryView> =>
    view(ports, await theRegistry(ports.store, who, organizationId, id))

/** The kinds that this server speaks, with their forms. */
export const availableRegistries =
  (ports: AppPorts) => (): readonly Pick<RegistryProvider, 'kind' | 'form'>[] =>
    ports.providers.list().map(({ kind, form }) => ({ kind, form }))
