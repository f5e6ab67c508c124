import { asCandidate, type RankedIdentity, rankIdentities } from '../diagnosis/choose-identity.ts'
import type { ContainerRegistry } from '../domain/container-registry.ts'
import { type Finding, finding } from '../finding.ts'
import type { AppPorts } from './ports.ts'
import { registryHost } from './registry-connection.ts'

/** Who pulls an image of a service, and why. */
export interface PullIdentity {
  /** `acme, which the container names`: a clause without a full stop. */
  readonly reason: string
  /** Where another connection of the organization is made for the image rather than the one that is named. */
  readonly notes: readonly Finding[]
}

const mineFirst = (ranked: readonly RankedIdentity<ReturnType<typeof asCandidate>>[], id: string) =>
  ranked.find(({ identity }) => identity.id === id)

/**
 * The connection that a container names is the one that pulls, whatever else there is. Where another one's prefix fits
 * the image better, or the named one's does not fit at all, a note says so.
 */
export async function pullIdentity(
  ports: Pick<AppPorts, 'store'>,
  registry: ContainerRegistry,
  repository: string,
): Promise<PullIdentity> {
  const all = await ports.store.registries.listOf(registry.organizationId)
  const ranked = rankIdentities(all.map(asCandidate), registryHost(registry), repository)
  const named = mineFirst(ranked, registry.id)
  const [first] = ranked
  const others = ranked.filter(({ identity }) => identity.id !== registry.id)
  const only = others.length === 0
  const reason = `as ${registry.name}, ${only ? `the only connection to ${registryHost(registry)}` : 'which the container names'}`
  const longer = first && named && prefixOf(first).length > prefixOf(named).length
  if (named?.fits && !(first?.fits && longer)) return { reason, notes: [] }
  const note = first?.fits ? anotherFits(registry, repository, first) : doesNotFit(registry, repository)
  return { reason, notes: [note] }
}

const prefixOf = ({ identity }: RankedIdentity<ReturnType<typeof asCandidate>>): string =>
  identity.repositoryPrefix.replace(/^\/+|\/+$/g, '')

const evidenceOf = ({ name, repositoryPrefix }: ContainerRegistry, repository: string) => [
  { asked: `the prefix of ${name} for ${repository}`, answered: repositoryPrefix || 'none: all of the host' },
]

const anotherFits = (
  registry: ContainerRegistry,
  repository: string,
  { identity, reason }: RankedIdentity<ReturnType<typeof asCandidate>>,
): Finding =>
  finding('identity.another_fits', {
    summary: `The container names ${registry.name}, and ${identity.name} is made for ${repository}: ${reason}.`,
    evidence: evidenceOf(registry, repository),
    remedy: {
      action: `Point the container at ${identity.name}, or change the prefixes of the two if ${registry.name} is meant.`,
    },
  })

const doesNotFit = (registry: ContainerRegistry, repository: string): Finding =>
  finding('identity.does_not_fit', {
    summary: `The container names ${registry.name}, which is not made for ${repository}: its prefix is ${registry.repositoryPrefix}.`,
    evidence: evidenceOf(registry, repository),
    remedy: {
      action: `Connect a registry for ${repository.split('/')[0]}, or widen the prefix of ${registry.name} if its credential is meant for this image too.`,
    },
  })
