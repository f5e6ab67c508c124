import type { ContainerService } from '../domain/container.ts'
import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { Principal } from '../domain/identity.ts'
import type { Cluster, Environment, Organization, Project } from '../domain/organization.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'

/** What a caller may not see is answered as if it were not there. */
export const maySee = (who: Principal, organizationId: string): boolean =>
  who.organizationId === null || who.organizationId === organizationId

async function owned<T extends { readonly organizationId: string }>(
  who: Principal,
  code: ErrorCode,
  what: string,
  id: string,
  load: Promise<T | undefined>,
): Promise<T> {
  const value = await load
  if (value === undefined || !maySee(who, value.organizationId)) {
    throw new AppError(code, `There is no ${what} ${id}, or this token may not see it.`)
  }
  return value
}

type Reads = Repositories

export async function theOrganization(store: Reads, who: Principal, id: string): Promise<Organization> {
  const organization = maySee(who, id) ? await store.organizations.get(id) : undefined
  if (organization) return organization
  throw new AppError(
    'organization.not_found',
    `There is no organization ${id}, or this token may not see it.`,
  )
}

export const theProject = (store: Reads, who: Principal, id: string): Promise<Project> =>
  owned(who, 'project.not_found', 'project', id, store.projects.get(id))

export const theEnvironment = (store: Reads, who: Principal, id: string): Promise<Environment> =>
  owned(who, 'environment.not_found', 'environment', id, store.environments.get(id))

/** The cluster of that organization. */
export async function theCluster(
  store: Reads,
  who: Principal,
  organizationId: string,
  id: string,
): Promise<Cluster> {
  const cluster = await owned(who, 'cluster.not_found', 'cluster', id, store.clusters.get(id))
  if (cluster.organizationId === organizationId) return cluster
  throw new AppError('cluster.not_found', `There is no cluster ${id} in this organization.`)
}

/** The registry of that organization; `lock` holds it until the transaction ends. */
export async function theRegistry(
  store: Reads,
  who: Principal,
  organizationId: string,
  id: string,
  lock = false,
): Promise<ContainerRegistry> {
  const load = lock ? store.registries.lock(id) : store.registries.get(id)
  const registry = await owned(who, 'registry.not_found', 'container registry', id, load)
  if (registry.organizationId === organizationId) return registry
  throw new AppError('registry.not_found', `There is no container registry ${id} in this organization.`)
}

export const theContainer = (store: Reads, who: Principal, id: string): Promise<ContainerService> =>
  owned(who, 'container.not_found', 'container', id, store.containers.get(id))

export const theDeployment = (store: Reads, who: Principal, id: string): Promise<Deployment> =>
  owned(who, 'deployment.not_found', 'deployment', id, store.deployments.get(id))
