import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { theRegistry } from './access.ts'
import { audit } from './audit.ts'
import { registryEntry } from './create-registry.ts'
import type { AppPorts } from './ports.ts'
import { type PlacedService, placeOf } from './service-place.ts'

/** A service that pulls through a registry, with where it is. */
export type AssociatedService = Omit<PlacedService, 'path'>

/** Throws `registry.in_use` with `details.services` while services use it, unless forced. */
export const deleteRegistry =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string, options: { readonly force: boolean }): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const registry = await theRegistry(tx, who, organizationId, id, true)
      const services = await servicesUsing(tx, id)
      if (services.length > 0 && !options.force) {
        const names = services.map(({ path }) => path)
        throw new AppError(
          'registry.in_use',
          `The container registry "${registry.name}" is used by ${names.join(', ')}. Point them at another registry first, or delete it with force: they keep running and can no longer be deployed.`,
          { details: { services: services.map(withoutPath) } },
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
    return (await servicesUsing(ports.store, id)).map(withoutPath)
  }

const withoutPath = ({ path: _, ...service }: PlacedService): AssociatedService => service

/** The services whose spec names the registry. */
export async function servicesUsing(
  store: Repositories,
  registryId: string,
): Promise<readonly PlacedService[]> {
  const containers = await store.containers.usingRegistry(registryId)
  const found: PlacedService[] = []
  // One after the other: a transaction has one connection.
  for (const container of containers) {
    const place = await placeOf(store, container)
    if (place) found.push(place)
  }
  return found
}
