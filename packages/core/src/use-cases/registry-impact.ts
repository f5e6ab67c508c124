import { asCandidate, rankIdentities } from '../diagnosis/choose-identity.ts'
import { sideBySide } from '../diagnosis/side-by-side.ts'
import type { ContainerRegistry, RegistryConnection } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import type { Cluster } from '../domain/organization.ts'
import { isAppError } from '../errors.ts'
import type { Ability } from '../verification.ts'
import { theRegistry } from './access.ts'
import { servicesUsing } from './delete-registry.ts'
import { impactSentences, impactSummary, type NextFailure } from './impact-sentences.ts'
import { credentialExpiry } from './known-expiry.ts'
import type { AppPorts } from './ports.ts'
import { rememberedRefusal } from './refusal-memory.ts'
import { connectionOf, openConnection, providerOf, registryHost } from './registry-connection.ts'
import {
  imagesOf,
  nodePlatforms,
  platformsInUse,
  type RunningImage,
  runningServices,
} from './running-images.ts'
import type { PlacedService } from './service-place.ts'
import { faultOf, proveWith } from './test-running-images.ts'

/** Somebody else who might pull an image. */
export interface OtherPuller {
  /** Null for nobody: anonymously. */
  readonly registryId: string | null
  readonly name: string
  /** `unknown` where it was not asked. */
  readonly pulls: Ability
  /** One sentence. */
  readonly because: string
}

export interface ImpactedImage {
  readonly repository: string
  readonly tag: string
  readonly digest: string
  /** `project/environment/service` of those that run it. */
  readonly services: readonly string[]
  readonly others: readonly OtherPuller[]
}

export interface ImpactedService extends PlacedService {
  readonly cluster: Pick<Cluster, 'id' | 'name'> | null
  /** Whether it runs from the connection now; false: it would with its next deployment. */
  readonly running: boolean
}

/** What stops when the credential of a connection dies. */
export interface RegistryImpact {
  /** One sentence. */
  readonly summary: string
  /** As CredentialFacts.expiresAt; null also where it is not known. */
  readonly expiresAt: string | null
  /** Whether it is known never to expire. */
  readonly neverExpires: boolean
  readonly services: readonly ImpactedService[]
  readonly clusters: readonly Pick<Cluster, 'id' | 'name'>[]
  readonly images: readonly ImpactedImage[]
  /** What would fail first, in this order. */
  readonly next: readonly NextFailure[]
  /** Whether others were really asked for the images. */
  readonly probed: boolean
}

const AT_ONCE = 4

/**
 * "If this token dies tonight": the services and images that depend on a connection, who else could pull them, and what
 * would fail next. Others are asked for the images only with `probe`; without it registries hear nothing.
 */
export const registryImpact =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    options: { readonly probe: boolean },
    signal: AbortSignal,
  ): Promise<RegistryImpact> => {
    const registry = await theRegistry(ports.store, who, organizationId, id)
    const running = await runningServices(ports.store, id)
    const waiting = (await servicesUsing(ports.store, id)).filter(
      ({ serviceId }) => !running.some((each) => each.serviceId === serviceId),
    )
    const clusters = distinct(running.flatMap(({ cluster }) => (cluster ? [cluster] : [])))
    const pullers = await otherPullers(ports, registry)
    const images = await lookAround(ports, imagesOf(running), pullers, options.probe, signal)
    const services: readonly ImpactedService[] = [
      ...running.map(({ image: _, cluster, ...place }) => ({
        ...place,
        cluster: cluster ? { id: cluster.id, name: cluster.name } : null,
        running: true,
      })),
      ...waiting.map((place) => ({ ...place, cluster: null, running: false })),
    ]
    const credential = registry.verification?.credential
    const facts = {
      registry,
      expiresAt: credentialExpiry(registry),
      services,
      images,
      clusters,
      now: ports.clock.now(),
    }
    return {
      summary: impactSummary(facts),
      expiresAt: facts.expiresAt,
      neverExpires: credential?.expiresAt === null,
      services,
      clusters: clusters.map(({ id, name }) => ({ id, name })),
      images,
      next: impactSentences(facts),
      probed: options.probe,
    }
  }

const distinct = (clusters: readonly Cluster[]): readonly Cluster[] => [
  ...new Map(clusters.map((cluster) => [cluster.id, cluster])).values(),
]

interface Puller {
  readonly registry: ContainerRegistry | undefined
  readonly name: string
  readonly connection: RegistryConnection | undefined
  /** Why it cannot be asked. */
  readonly hindrance?: string
}

/** Nobody, and every other connection of the organization. */
async function otherPullers(ports: AppPorts, registry: ContainerRegistry): Promise<readonly Puller[]> {
  const all = await ports.store.registries.listOf(registry.organizationId)
  const others = await Promise.all(
    all.filter(({ id }) => id !== registry.id).map((other) => pullerOf(ports, registry, other)),
  )
  const nobody = connectionOf({ ...registry, config: {} }, {})
  return [
    ...others.filter((other) => other !== undefined),
    { registry: undefined, name: 'anonymous', connection: nobody },
  ]
}

async function pullerOf(
  ports: AppPorts,
  registry: ContainerRegistry,
  other: ContainerRegistry,
): Promise<Puller | undefined> {
  const [same] = rankIdentities([asCandidate(other)], registryHost(registry), '')
  if (!same) return undefined
  const known = { registry: other, name: other.name }
  try {
    const connection = openConnection(ports.vault, other)
    const refused = await rememberedRefusal(ports, connection)
    return refused
      ? { ...known, connection: undefined, hindrance: `its credential was refused at ${refused.at}` }
      : { ...known, connection }
  } catch (error) {
    if (!isAppError(error, 'secret.unreadable')) throw error
    return { ...known, connection: undefined, hindrance: 'its stored secret cannot be opened' }
  }
}

function lookAround(
  ports: AppPorts,
  images: readonly RunningImage[],
  pullers: readonly Puller[],
  probe: boolean,
  signal: AbortSignal,
): Promise<readonly ImpactedImage[]> {
  const platformsOf = nodePlatforms(ports, signal)
  const proofs = new Map(
    pullers.flatMap((puller) => {
      const { registry, connection } = puller
      if (!connection) return []
      const provider = registry && providerOf(ports, registry.kind)
      return [[puller, proveWith(ports, provider, connection, signal)] as const]
    }),
  )
  async function ask(puller: Puller, image: RunningImage): Promise<OtherPuller> {
    const who = { registryId: puller.registry?.id ?? null, name: puller.name }
    const prove = proofs.get(puller)
    if (!prove) return { ...who, pulls: 'unknown', because: `It was not asked: ${puller.hindrance}.` }
    if (!probe) return { ...who, pulls: 'unknown', because: 'It was not asked.' }
    const platforms = await platformsInUse(image, platformsOf)
    const fault = await faultOf(() => prove(image, platforms), signal)
    if (!fault)
      return { ...who, pulls: 'yes', because: 'Manifest, config and the beginning of a layer were read.' }
    const isSilent = fault.code === 'registry.unreachable' || fault.code === 'registry.rate_limited'
    return { ...who, pulls: isSilent ? 'unknown' : 'no', because: fault.message }
  }
  return sideBySide(images, AT_ONCE, async (image) => {
    const others: OtherPuller[] = []
    for (const puller of pullers) {
      const [ranked] = puller.registry
        ? rankIdentities([asCandidate(puller.registry)], new URL(puller.registry.url).host, image.repository)
        : []
      if (ranked && !ranked.fits) {
        const because = `It was not asked: ${ranked.reason}.`
        others.push({ registryId: ranked.identity.id, name: puller.name, pulls: 'unknown', because })
      } else others.push(await ask(puller, image))
    }
    const { repository, tag, digest, services } = image
    return { repository, tag, digest, services, others }
  })
}
