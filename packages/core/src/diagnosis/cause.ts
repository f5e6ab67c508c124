import { type Finding, type FindingCode, hasError } from '../finding.ts'

/**
 * From what makes all else impossible to what is left when nothing else is wrong. Of several errors the first in this
 * order is the one to act on: a name that no registry can have, then the way there, then the registry, then who asks,
 * then what that one may do, then the image.
 */
const ORDER = [
  // The name
  'image.host_misspelled',
  'image.not_lowercase',
  'owner.not_lowercase',
  'owner.malformed',
  'image.host_assumed',
  // The way there
  'network.forbidden',
  'network.proxy',
  'network.dns',
  'network.refused',
  'network.tls',
  'network.timeout',
  'network.closed',
  'clock.skewed',
  // What answers there
  'registry.redirected',
  'registry.not_a_registry',
  'registry.server_error',
  'registry.rate_limited',
  // Who asks
  'credential.breaks_public_pull',
  'identity.another_works',
  'credential.empty',
  'credential.not_used',
  'identity.unusable',
  'api.locked_out',
  'token.missing',
  'token.malformed',
  'token.fine_grained',
  'token.app_installation',
  'token.expired',
  'token.refused',
  'token.checksum_mismatch',
  // What that one may do
  'owner.not_found',
  'organization.forbids_classic_tokens',
  'sso.not_authorized',
  'scope.none',
  'scope.read_packages_missing',
  'scope.write_packages_missing',
  'scope.repo_missing',
  'member.pending',
  'member.missing',
  // The image
  'package.not_found',
  'tag.not_found',
  'platform.missing',
  'manifest.missing',
  'blob.missing',
  'pull.denied',
  'push.denied',
  // Beside the pull
  'scope.read_org_missing',
  'packages.none_visible',
  'api.rate_limited',
  'api.bad_answer',
] as const satisfies readonly FindingCode[]

const RANKS: ReadonlyMap<FindingCode, number> = new Map(ORDER.map((code, rank) => [code, rank]))
const SEVERITY: Record<Finding['severity'], number> = { error: 0, warning: 1, info: 2 }

/** A finding, and the check that made it. */
export interface Placed {
  readonly finding: Finding
  /** Of a registry's own answers, or of an API beside it; what the API does not do matters less. */
  readonly beside: boolean
}

const family = (code: string): string => code.slice(0, code.indexOf('.') + 1)

/** A code that is not in the order comes after those of its family. */
function rankOf(code: FindingCode): number {
  const known = RANKS.get(code)
  if (known !== undefined) return known
  const last = ORDER.findLastIndex((each) => family(each) === family(code))
  return last < 0 ? ORDER.length : last + 0.5
}

const rank = ({ finding: { code }, beside }: Placed): number =>
  rankOf(code) + (beside && code.startsWith('network.') ? ORDER.length : 0)

/** The cause first, then the other errors, then the rest; each code and summary once. */
export function byCause(placed: readonly Placed[]): readonly Finding[] {
  const seen = new Set<string>()
  return placed
    .toSorted((a, b) => SEVERITY[a.finding.severity] - SEVERITY[b.finding.severity] || rank(a) - rank(b))
    .map(({ finding }) => finding)
    .filter(({ code, summary }) => {
      const key = `${code} ${summary}`
      return !seen.has(key) && seen.add(key)
    })
}

/** The one to act on among findings in the order of `byCause`. */
export const causeOf = (findings: readonly Finding[]): FindingCode | undefined =>
  hasError(findings) ? findings[0]?.code : undefined
