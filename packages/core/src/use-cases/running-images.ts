import type { Deployment, PinnedImage } from '../domain/deployment.ts'
import type { Cluster } from '../domain/organization.ts'
import { isAppError } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { shortDigest } from '../values/digest.ts'
import { type Platform, platformRuns } from '../values/platform.ts'
import { openCluster } from './cluster-target.ts'
import type { AppPorts } from './ports.ts'
import { type PlacedService, placeOf } from './service-place.ts'

/** A service that runs an image of a registry, with where it is and what it runs. */
export interface RunningService extends PlacedService {
  readonly cluster: Cluster | undefined
  readonly image: PinnedImage
}

/** A pinned image that runs, and what runs it. */
export interface RunningImage {
  /** Repository and digest, by which images are told apart. */
  readonly key: string
  /** `acme/app@sha256:0123456789ab`, for a sentence. */
  readonly name: string
  readonly repository: string
  readonly digest: PinnedImage['digest']
  readonly tag: string
  readonly platforms: readonly Platform[]
  /** `project/environment/service`. */
  readonly services: readonly string[]
  readonly clusters: readonly Cluster[]
}

/** The services whose running image came through the registry, in the order of their names. */
export async function runningServices(
  store: Repositories,
  registryId: string,
): Promise<readonly RunningService[]> {
  const live = await store.deployments.liveOfRegistry(registryId)
  const found: RunningService[] = []
  for (const deployment of live) {
    const service = await running(store, deployment)
    if (service) found.push(service)
  }
  return found.sort((a, b) => a.path.localeCompare(b.path))
}

async function running(
  store: Repositories,
  { containerId, image }: Deployment,
): Promise<RunningService | undefined> {
  const container = await store.containers.get(containerId)
  const place = container && (await placeOf(store, container))
  if (!place || !image) return undefined
  const environment = await store.environments.get(place.environmentId)
  const cluster = environment && (await store.clusters.get(environment.clusterId))
  return { ...place, image, cluster }
}

/** The distinct images of services. */
export function imagesOf(services: readonly RunningService[]): readonly RunningImage[] {
  const byKey = new Map<string, RunningImage>()
  for (const { image, path, cluster } of services) {
    const { repository, digest, tag, platforms } = image
    const key = `${repository}@${digest}`
    const known = byKey.get(key)
    const clusters = cluster && !known?.clusters.some(({ id }) => id === cluster.id) ? [cluster] : []
    byKey.set(key, {
      key,
      name: `${repository}@${shortDigest(digest)}`,
      repository,
      digest,
      tag,
      platforms,
      services: [...(known?.services ?? []), path],
      clusters: [...(known?.clusters ?? []), ...clusters],
    })
  }
  return [...byKey.values()]
}

/** Asks each cluster once which platforms its nodes are; one that does not answer has none to tell. */
export function nodePlatforms(
  ports: AppPorts,
  signal: AbortSignal,
): (cluster: Cluster) => Promise<readonly Platform[]> {
  const asked = new Map<string, Promise<readonly Platform[]>>()
  const ask = async (cluster: Cluster): Promise<readonly Platform[]> => {
    try {
      return await openCluster(ports, cluster).platforms(signal)
    } catch (error) {
      if (signal.aborted || !isAppError(error)) throw error
      return []
    }
  }
  return (cluster) => {
    const known = asked.get(cluster.id) ?? ask(cluster)
    asked.set(cluster.id, known)
    return known
  }
}

/** The platforms of an image that nodes run it on; empty where that is not known. */
export async function platformsInUse(
  image: RunningImage,
  platformsOf: (cluster: Cluster) => Promise<readonly Platform[]>,
): Promise<readonly Platform[]> {
  const nodes = (await Promise.all(image.clusters.map(platformsOf))).flat()
  return image.platforms.filter((offered) => nodes.some((node) => platformRuns(offered, node)))
}
