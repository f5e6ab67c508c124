/**
 * What each scope of a classic token contains. GitHub stores and reports the normalized set (`admin:org` without
 * `read:org`), so the reader expands it.
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes
 */
const CONTAINS: Readonly<Record<string, readonly string[]>> = {
  'write:packages': ['read:packages'],
  'admin:org': ['write:org', 'read:org'],
  'write:org': ['read:org'],
  repo: ['repo:status', 'repo_deployment', 'public_repo', 'repo:invite', 'security_events'],
  user: ['read:user', 'user:email', 'user:follow'],
}

/** `X-OAuth-Scopes` as a list: undefined when the header is absent, empty when it is there and empty. */
export function readScopes(header: string | null): readonly string[] | undefined {
  if (header === null) return undefined
  return header
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '')
}

/** The scopes and all that they contain. */
export const expandScopes = (granted: readonly string[]): ReadonlySet<string> =>
  new Set(granted.flatMap((scope) => [scope, ...(CONTAINS[scope] ?? [])]))

export interface ScopeDemand {
  readonly ownerType: 'user' | 'organization' | undefined
  readonly push: boolean
}

/** The scopes that a connection needs before anything is known of its images. */
export const neededScopes = ({ ownerType, push }: ScopeDemand): readonly string[] => [
  push ? 'write:packages' : 'read:packages',
  ...(ownerType === 'organization' ? ['read:org'] : []),
]

// None of these opens more than a registry connection may be asked to do. `read:org` on a user's own connection
// costs nothing and keeps working when the packages move to an organization.
const FITTING = new Set(['read:packages', 'write:packages', 'read:org'])

/** Granted scopes that the connection can do without. `repo` is fitting where a package inherits from a private repository. */
export const needlessScopes = (granted: readonly string[], repoFits: boolean): readonly string[] =>
  granted.filter((scope) => !FITTING.has(scope) && !(repoFits && scope === 'repo'))
