import type { Principal } from '../domain/identity.ts'
import type { Cluster, Environment, EnvironmentMode } from '../domain/organization.ts'
import { AppError, invalidRequest } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { theCluster, theEnvironment, theProject } from './access.ts'
import { audit } from './audit.ts'
import { type AppPorts, timestamp } from './ports.ts'

export interface EnvironmentInput {
  readonly name: string
  readonly mode: EnvironmentMode
  /** Absent: the organization's default cluster. */
  readonly clusterId?: string | undefined
}

export interface EnvironmentEdit {
  readonly name?: string | undefined
  readonly mode?: EnvironmentMode | undefined
}

/** An environment and the cluster that it runs on. */
export interface EnvironmentView {
  readonly environment: Environment
  readonly cluster: Cluster
}

async function view(store: Repositories, environment: Environment): Promise<EnvironmentView> {
  const cluster = await store.clusters.get(environment.clusterId)
  if (cluster) return { environment, cluster }
  throw new AppError('internal', `Environment ${environment.id} names a cluster that is not there.`)
}

async function clusterFor(
  store: Repositories,
  who: Principal,
  organizationId: string,
  id: string | undefined,
) {
  if (id !== undefined) return theCluster(store, who, organizationId, id)
  const clusters = await store.clusters.listOf(organizationId)
  const chosen =
    clusters.find(({ isDefault }) => isDefault) ?? (clusters.length === 1 ? clusters[0] : undefined)
  if (chosen) return chosen
  throw invalidRequest([
    {
      field: 'cluster',
      problem:
        clusters.length === 0
          ? 'is missing and the organization has no cluster'
          : 'is missing and no cluster is the default',
      remedy: clusters.length === 0 ? 'Create a cluster first.' : 'Give the id of one of the clusters.',
    },
  ])
}

export const listEnvironments =
  (ports: AppPorts) =>
  async (who: Principal, projectId: string): Promise<readonly EnvironmentView[]> => {
    await theProject(ports.store, who, projectId)
    const environments = await ports.store.environments.listOf(projectId)
    return Promise.all(environments.map((environment) => view(ports.store, environment)))
  }

export const getEnvironment =
  (ports: AppPorts) =>
  async (who: Principal, id: string): Promise<EnvironmentView> =>
    view(ports.store, await theEnvironment(ports.store, who, id))

export const createEnvironment =
  (ports: AppPorts) =>
  (who: Principal, projectId: string, input: EnvironmentInput): Promise<EnvironmentView> =>
    ports.store.transaction(async (tx) => {
      const { organizationId } = await theProject(tx, who, projectId)
      const cluster = await clusterFor(tx, who, organizationId, input.clusterId)
      const now = timestamp(ports)
      const { name, mode } = input
      const id = ports.newId()
      const environment = {
        id,
        organizationId,
        projectId,
        clusterId: cluster.id,
        name,
        mode,
        createdAt: now,
        updatedAt: now,
      }
      await tx.environments.insert(environment)
      await audit(ports, tx, who, entry('CREATE', environment))
      return { environment, cluster }
    })

export const editEnvironment =
  (ports: AppPorts) =>
  (who: Principal, id: string, input: EnvironmentEdit): Promise<EnvironmentView> =>
    ports.store.transaction(async (tx) => {
      const stored = await theEnvironment(tx, who, id)
      const environment: Environment = {
        ...stored,
        name: input.name ?? stored.name,
        mode: input.mode ?? stored.mode,
        updatedAt: timestamp(ports),
      }
      await tx.environments.save(environment)
      await audit(ports, tx, who, entry('UPDATE', environment))
      return view(tx, environment)
    })

/** Throws `environment.in_use` while it has services: they are deleted first, so that nothing is left running. */
export const deleteEnvironment =
  (ports: AppPorts) =>
  (who: Principal, id: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const environment = await theEnvironment(tx, who, id)
      await tx.environments.delete(id)
      await audit(ports, tx, who, entry('DELETE', environment))
    })

const entry = (action: string, { id, name, organizationId }: Environment) => ({
  organizationId,
  action,
  targetType: 'ENVIRONMENT',
  targetId: id,
  targetName: name,
})
