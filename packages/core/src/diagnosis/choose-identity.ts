import type { ContainerRegistry } from '../domain/container-registry.ts'
import { type RegistryHealth, registryHealth } from '../domain/registry-health.ts'
import { canonicalRegistry } from '../values/image-reference.ts'
import type { Identity } from './diagnosis.ts'

/** What the choice looks at: an identity, or anything else that names a registry's address and a prefix. */
export type Candidate = Pick<
  Identity,
  'id' | 'name' | 'repositoryPrefix' | 'source' | 'health' | 'createdAt'
> & {
  readonly connection: { readonly url: string }
}

/** A candidate with its place in the choice. */
export interface RankedIdentity<I extends Candidate> {
  readonly identity: I
  /** Whether an image of that name may be pulled with it at all. */
  readonly fits: boolean
  /** Why it is chosen, or why not: a clause without a full stop. */
  readonly reason: string
}

/** A saved registry as the choice sees it. */
export const asCandidate = (
  registry: Pick<
    ContainerRegistry,
    'id' | 'name' | 'repositoryPrefix' | 'url' | 'verification' | 'createdAt'
  >,
): Candidate => ({
  id: registry.id,
  name: registry.name,
  repositoryPrefix: registry.repositoryPrefix,
  health: registryHealth(registry.verification),
  createdAt: registry.createdAt,
  connection: { url: registry.url },
})

const bareHost = (host: string): string => canonicalRegistry(host).replace(/:443$/, '')

/** Whether an address is that of an image's host; Docker Hub's names count as one. */
export const isOfHost = (url: string, host: string): boolean =>
  URL.canParse(url) && bareHost(new URL(url).host) === bareHost(host)

/** A prefix without slashes at its ends. */
const trimmed = (prefix: string): string => prefix.trim().replace(/^\/+|\/+$/g, '')

/** Whether a prefix is for a repository: `acme` is for `acme` and `acme/app`, not for `acmeco/app`; empty is for all. */
export function prefixFits(repositoryPrefix: string, repository: string): boolean {
  const prefix = trimmed(repositoryPrefix)
  return prefix === '' || repository === prefix || repository.startsWith(`${prefix}/`)
}

const HEALTH_RANK: Record<RegistryHealth, number> = { verified: 0, warning: 0, unverified: 1, failing: 2 }
const healthRank = ({ health }: Candidate): number => HEALTH_RANK[health ?? 'unverified']
// Without a date the order in which they are given decides.
const age = ({ createdAt }: Candidate): number => (createdAt ? Date.parse(createdAt) : 0)

const longestFirst = (a: Candidate, b: Candidate): number =>
  trimmed(b.repositoryPrefix).length - trimmed(a.repositoryPrefix).length ||
  healthRank(a) - healthRank(b) ||
  age(a) - age(b)

function whyFirst(first: Candidate, second: Candidate | undefined, host: string, repository: string): string {
  const prefix = trimmed(first.repositoryPrefix)
  if (first.source === 'docker') return `Docker has it stored for ${host}`
  if (first.source === 'typed') return 'it was given'
  if (second === undefined) {
    return prefix === ''
      ? `it is the only one for ${host} that fits ${repository}`
      : `its prefix ${prefix} fits ${repository}, and no other does`
  }
  if (trimmed(second.repositoryPrefix).length < prefix.length)
    return `its prefix ${prefix} is the longest that fits ${repository}`
  const alike =
    prefix === ''
      ? `neither it nor ${second.name} has a prefix`
      : `${second.name} has the same prefix ${prefix}`
  return `${alike}, and ${whyBefore(first, second)}`
}

/** Why `a` comes before `b`, which fits as well as it does. */
function whyBefore(a: Candidate, b: Candidate): string {
  if (healthRank(a) < healthRank(b))
    return b.health === 'failing'
      ? `${b.name} failed its latest verification`
      : `${b.name} was never verified`
  return age(a) < age(b) ? 'it is the older one' : 'it comes first'
}

function whyNot(other: Candidate, first: Candidate): string {
  if (first.source === 'typed') return `${first.name} was given`
  if (first.source === 'docker') return `Docker sends ${first.name}`
  const prefix = trimmed(first.repositoryPrefix)
  if (trimmed(other.repositoryPrefix).length < prefix.length)
    return `${first.name} is more specific: its prefix is ${prefix}`
  return `it fits as well as ${first.name}, but ${whyBefore(first, other).replace(/^it /, `${first.name} `)}`
}

const doesNotFit = (identity: Candidate, repository: string): string =>
  `its prefix ${trimmed(identity.repositoryPrefix)} does not fit ${repository}`

/**
 * The identities of an image's host, the one that pulls the image first. The longest prefix that fits comes first; of
 * two alike one that was verified, then one that was not, then one that fails; then the older one; then in the order
 * given. Those that do not fit come last, and those of other hosts are left out.
 */
export function rankIdentities<I extends Candidate>(
  identities: readonly I[],
  host: string,
  repository: string,
): readonly RankedIdentity<I>[] {
  const ofHost = identities.filter(({ connection }) => isOfHost(connection.url, host))
  const fitting = ofHost
    .filter(({ repositoryPrefix }) => prefixFits(repositoryPrefix, repository))
    .sort(longestFirst)
  const [first, second] = fitting
  return [
    ...fitting.map((identity) => ({
      identity,
      fits: true,
      reason:
        first === undefined || identity === first
          ? whyFirst(identity, second, bareHost(host), repository)
          : whyNot(identity, first),
    })),
    ...ofHost
      .filter(({ repositoryPrefix }) => !prefixFits(repositoryPrefix, repository))
      .map((identity) => ({ identity, fits: false, reason: doesNotFit(identity, repository) })),
  ]
}

/** The identity that an image is pulled with, and why; undefined when none is for it: then it is pulled as nobody. */
export function chooseIdentity<I extends Candidate>(
  identities: readonly I[],
  host: string,
  repository: string,
): RankedIdentity<I> | undefined {
  const [first] = rankIdentities(identities, host, repository)
  return first?.fits ? first : undefined
}
