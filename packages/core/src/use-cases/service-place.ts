import type { ContainerService } from '../domain/container.ts'
import type { Repositories } from '../ports/store.ts'

/** A service with where it is. */
export interface PlacedService {
  readonly projectId: string
  readonly projectName: string
  readonly environmentId: string
  readonly environmentName: string
  readonly serviceId: string
  readonly serviceName: string
  /** `project/environment/service`. */
  readonly path: string
}

/** Undefined for a service whose environment or project is gone. */
export async function placeOf(
  store: Repositories,
  container: ContainerService,
): Promise<PlacedService | undefined> {
  const environment = await store.environments.get(container.environmentId)
  const project = environment && (await store.projects.get(environment.projectId))
  if (!environment || !project) return undefined
  return {
    projectId: project.id,
    projectName: project.name,
    environmentId: environment.id,
    environmentName: environment.name,
    serviceId: container.id,
    serviceName: container.name,
    path: `${project.name}/${environment.name}/${container.name}`,
  }
}
