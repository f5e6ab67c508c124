import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Cluster } from '../domain/organization.ts'
import { isAppError } from '../errors.ts'
import type { DeployTarget, PullLogin, ServiceIdentity } from '../ports/deploy-target.ts'
import type { RegistryCredential } from '../ports/registry-provider.ts'
import { openCluster } from './cluster-target.ts'
import { madeCredentials } from './made-credentials.ts'
import type { AppPorts } from './ports.ts'
import { pullLoginWatches } from './pull-login-watches.ts'
import { registryHost } from './registry-connection.ts'

/** Somebody in an environment of a cluster pulls from a registry. */
interface Wanted {
  readonly cluster: Cluster
  readonly registry: ContainerRegistry
  readonly service: ServiceIdentity
  readonly host: string
}

/**
 * Makes the logins that nodes pull with what they are to be: of the registries that are named, or of all. Each cluster
 * is asked beside the others; one that does not answer is reported once, until it answers again. Several servers may
 * do so at once: what one of them made right, the others leave. Returns how many were changed. Once all were looked at,
 * the clusters' logins are watched until the signal fires: see `onNodeLoginChanged`.
 */
export function keepPullLogins(ports: AppPorts) {
  const make = madeCredentials(ports)
  const reported = new Set<string>()
  const watches = pullLoginWatches(ports)

  const reportOnce = (key: string, error: unknown, facts: Readonly<Record<string, string>>): void => {
    if (reported.has(key)) return
    reported.add(key)
    ports.report(error, facts)
  }

  /** Undefined for a public registry, and for one whose credential cannot be made now. */
  const credentialOf = async (
    registry: ContainerRegistry,
    signal: AbortSignal,
  ): Promise<RegistryCredential | undefined> => {
    const key = `registry ${registry.id}`
    try {
      const credential = await make(registry, signal)
      reported.delete(key)
      return credential
    } catch (error) {
      if (signal.aborted) throw error
      reportOnce(key, error, { registryId: registry.id })
      return undefined
    }
  }

  const keepOne = async (
    keep: NonNullable<DeployTarget['keepPullLogin']>,
    { cluster, registry, service, host }: Wanted,
    signal: AbortSignal,
  ): Promise<boolean> => {
    const credential = await credentialOf(registry, signal)
    if (!credential) return false
    const { id: registryId, repositoryPrefix } = registry
    // It may have taken long. Whoever changed the connection meanwhile gives the nodes the new login.
    if ((await ports.store.registries.get(registryId))?.version !== registry.version) return false
    if (await isBeingRemoved(ports, service.id)) return false
    const login: PullLogin = { service, registryId, registry: host, repositoryPrefix, credential }
    if (!(await keep(login, signal))) return false
    const { environmentId, organizationId } = service
    await ports.store.events.append({
      type: 'cluster.pull_login_repaired',
      organizationId,
      data: { clusterId: cluster.id, name: cluster.name, environmentId, registryId },
    })
    return true
  }

  const keepOn = async (
    cluster: Cluster,
    all: readonly Wanted[],
    opened: Map<string, DeployTarget>,
    signal: AbortSignal,
  ): Promise<number> => {
    let changed = 0
    try {
      const target = openCluster(ports, cluster)
      opened.set(cluster.id, target)
      const keep = target.keepPullLogin?.bind(target)
      if (!keep) return 0
      for (const wanted of all) {
        const key = `environment ${wanted.service.environmentId} ${wanted.registry.id}`
        try {
          if (await keepOne(keep, wanted, signal)) changed += 1
          reported.delete(key)
        } catch (error) {
          // One namespace that refuses says nothing about the next.
          if (signal.aborted || !isAppError(error, 'target.failed')) throw error
          const { environmentId } = wanted.service
          reportOnce(key, error, { clusterId: cluster.id, environmentId, registryId: wanted.registry.id })
        }
      }
      reported.delete(`cluster ${cluster.id}`)
    } catch (error) {
      if (signal.aborted || isAppError(error, 'database.unavailable')) throw error
      reportOnce(`cluster ${cluster.id}`, error, { clusterId: cluster.id })
    }
    return changed
  }

  return async (registryIds: readonly string[] | undefined, signal: AbortSignal): Promise<number> => {
    const wanted = await wantedLogins(ports, registryIds)
    const byCluster = Map.groupBy(wanted, ({ cluster }) => cluster.id)
    const opened = new Map<string, DeployTarget>()
    const counts = await Promise.all(
      [...byCluster.values()].map((all) => (all[0] ? keepOn(all[0].cluster, all, opened, signal) : 0)),
    )
    if (registryIds === undefined) watches.follow(opened, signal)
    return counts.reduce((sum, count) => sum + count, 0)
  }
}

/** One for each registry and environment in which something that came through it should be running. */
async function wantedLogins(
  { store }: Pick<AppPorts, 'store'>,
  registryIds: readonly string[] | undefined,
): Promise<readonly Wanted[]> {
  const wanted: Wanted[] = []
  const places = new Map<string, ReturnType<typeof placeOf>>()
  for (const registry of await registriesOf(store, registryIds)) {
    const live = await store.deployments.liveOfRegistry(registry.id)
    const seen = new Set<string>()
    for (const { environmentId, containerId, image } of live) {
      if (seen.has(environmentId) || image === null) continue
      const asking = places.get(environmentId) ?? placeOf(store, environmentId)
      places.set(environmentId, asking)
      const place = await asking
      const container = place && (await store.containers.get(containerId))
      if (!place || !container || (await isBeingRemoved({ store }, containerId))) continue
      seen.add(environmentId)
      const service = { ...place.identity, id: container.id, name: container.name }
      // Where the connection belongs now: its credential is shown to no host that it had before.
      wanted.push({ cluster: place.cluster, registry, service, host: registryHost(registry) })
    }
  }
  return wanted
}

/** What its removal takes away is not put back. */
async function isBeingRemoved({ store }: Pick<AppPorts, 'store'>, containerId: string): Promise<boolean> {
  const latest = await store.deployments.latest(containerId)
  return latest?.action === 'delete' && latest.state === 'running'
}

async function registriesOf(
  store: AppPorts['store'],
  ids: readonly string[] | undefined,
): Promise<readonly ContainerRegistry[]> {
  if (ids) {
    const found = await Promise.all(ids.map((id) => store.registries.get(id)))
    return found.filter((registry) => registry !== undefined)
  }
  const organizations = await store.organizations.list()
  return (await Promise.all(organizations.map(({ id }) => store.registries.listOf(id)))).flat()
}

async function placeOf(store: AppPorts['store'], environmentId: string) {
  const environment = await store.environments.get(environmentId)
  const [cluster, project] = await Promise.all([
    environment && store.clusters.get(environment.clusterId),
    environment && store.projects.get(environment.projectId),
  ])
  if (!environment || !cluster || !project) return undefined
  const identity = {
    environmentId,
    environmentName: environment.name,
    projectName: project.name,
    organizationId: cluster.organizationId,
  }
  return { cluster, identity }
}
