import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { theRegistry } from './access.ts'
import { audit } from './audit.ts'
import { registryEntry } from './create-registry.ts'
import type { AppPorts } from './ports.ts'

/** A service that pulls through a registry, with where it is. */
export interface AssociatedService {
  readonly projectId: string
  readonly projectName: string
  readonly environmentId: string
  readonly environmentName: string
  readonly serviceId: string
  readonly serviceName: string
}

/** Throws `registry.in_use` with `details.services` while services use it, unless forced. */
export const deleteRegistry =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string, options: { readonly force: boolean }): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const registry = await theRegistry(tx, who, organizationId, id, true)
      const services = await servicesUsing(tx, id)
      if (services.length > 0 && !options.force) {
        const names = services.map(
          (each) => `${each.projectName}/${each.environmentName}/${each.serviceName}`,
        )
        throw new AppError(
          'registry.in_use',
          `The container registry "${registry.name}" is used by ${names.join(', ')}. Point them at another registry first, or delete it with force: they keep running and can no longer be deployed.`,
          { details: { services } },
        )
      }
      await tx.registries.delete(id)
      await audit(ports, tx, who, registryEntry('DELETE', registry))
      await tx.events.append({
        type: 'registry.deleted',
        organizationId,
        data: { registryId: id, name: registry.name, forced: services.length > 0 },
      })
    })

export const associatedServices =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string, id: string): Promise<readonly AssociatedService[]> => {
    await theRegistry(ports.store, who, organizationId, id)
    return servicesUsing(ports.store, id)
  }

async function servicesUsing(store: Repositories, registryId: string): Promise<AssociatedService[]> {
  const containers = await store.containers.usingRegistry(registryId)
  const found: AssociatedService[] = []
  for (const container of containers) {
    const environment = await store.environments.get(container.environmentId)
    const project = environment && (await store.projects.get(environment.projectId))
    if (!environment || !project) continue
    found.push({
      projectId: project.id,
      projectName: project.name,
      environmentId: environment.id,
      environmentName: environment.name,
      serviceId: container.id,
      serviceName: container.name,
    })
  }
  return found
}
