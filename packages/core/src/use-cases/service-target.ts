import type { ContainerService } from '../domain/container.ts'
import type { Cluster } from '../domain/organization.ts'
import { AppError } from '../errors.ts'
import type { DeployTarget, ServiceIdentity } from '../ports/deploy-target.ts'
import { openCluster } from './cluster-target.ts'
import type { AppPorts } from './ports.ts'

interface Placed {
  readonly target: DeployTarget
  readonly cluster: Cluster
  readonly service: ServiceIdentity
}

/** The target that a service runs on, and the name under which the target knows it. */
export async function targetOf(
  ports: AppPorts,
  container: Pick<ContainerService, 'id' | 'name' | 'environmentId' | 'organizationId'>,
): Promise<Placed> {
  const environment = await ports.store.environments.get(container.environmentId)
  const [cluster, project] = await Promise.all([
    environment && ports.store.clusters.get(environment.clusterId),
    environment && ports.store.projects.get(environment.projectId),
  ])
  if (!environment || !cluster || !project) {
    throw new AppError(
      'internal',
      `Container ${container.id} has no environment, project or cluster any more.`,
    )
  }
  const service: ServiceIdentity = {
    id: container.id,
    name: container.name,
    environmentId: environment.id,
    environmentName: environment.name,
    projectName: project.name,
    organizationId: container.organizationId,
  }
  return { target: openCluster(ports, cluster), cluster, service }
}
