import type { Principal } from '../domain/identity.ts'
import type { Project } from '../domain/organization.ts'
import { theOrganization } from './access.ts'
import { type ContainerStatus, statusOf } from './container-status.ts'
import type { EnvironmentView } from './environments.ts'
import type { AppPorts } from './ports.ts'

/** A container service with where it is and how it is. */
export interface ApplicationView extends EnvironmentView {
  readonly project: Project
  readonly status: ContainerStatus
}

/** Every container service of an organization, by project, environment and name. */
export const listApplications =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string): Promise<readonly ApplicationView[]> => {
    const { store } = ports
    await theOrganization(store, who, organizationId)
    const [projects, clusters] = await Promise.all([
      store.projects.listOf(organizationId),
      store.clusters.listOf(organizationId),
    ])
    const places = (
      await Promise.all(
        projects.map(async (project) =>
          (
            await store.environments.listOf(project.id)
          ).flatMap((environment) => {
            const cluster = clusters.find(({ id }) => id === environment.clusterId)
            return cluster ? [{ project, environment, cluster }] : []
          }),
        ),
      )
    ).flat()
    const services = (
      await Promise.all(
        places.map(async (place) =>
          (await store.containers.listOf(place.environment.id)).map((container) => ({ place, container })),
        ),
      )
    ).flat()
    const latest = await store.deployments.latestOf(services.map(({ container }) => container.id))
    return Promise.all(
      services.map(async ({ place, container }) => ({
        ...place,
        status: await statusOf(ports, container, latest.get(container.id)),
      })),
    )
  }
