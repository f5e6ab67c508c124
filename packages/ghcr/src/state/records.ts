import type { Digest } from '@fairlead/core'

/** Everything that the twin keeps. Plain JSON, no secrets: of a token only its SHA-256 is stored. */

export type TokenKind =
  /** `ghp_`: a personal access token (classic). */
  | 'classic'
  /** `github_pat_`: login succeeds with it, pulls and pushes are refused. */
  | 'fine-grained'
  /** `gho_`: as a classic token, but not touched by a ban on classic tokens. */
  | 'oauth'
  /** `ghs_` of a workflow run (`GITHUB_TOKEN`): speaks for one repository. */
  | 'actions'
  /** `ghs_` of another GitHub App: login succeeds, private pulls are denied. */
  | 'installation'

export type PackageRole = 'read' | 'write' | 'admin'
export type Visibility = 'public' | 'private' | 'internal'
export type MemberRole = 'admin' | 'member'
export type MemberState = 'active' | 'pending'

export interface TwinUser {
  readonly id: number
  readonly login: string
  readonly name: string | null
}

export interface TwinMember {
  readonly login: string
  readonly role: MemberRole
  /** `pending` until the invitation is accepted: no access comes of it. */
  readonly state: MemberState
}

export interface TwinOrganization {
  readonly id: number
  readonly login: string
  readonly name: string | null
  readonly members: readonly TwinMember[]
  /** Single sign-on is enforced: a token reaches the organization only after a grant. */
  readonly samlSso: boolean
  readonly forbidsClassicTokens: boolean
  /** Whether members who are not administrators may create packages by pushing. */
  readonly membersCanCreatePackages: boolean
  /** What an active member may do with the organization's private packages. */
  readonly memberPackageRole: 'none' | PackageRole
}

export interface TwinRepository {
  readonly id: number
  readonly owner: string
  readonly name: string
  readonly private: boolean
}

/** One manifest of a package, as the registry holds it now. */
export interface TwinVersion {
  /** Made of the digest, so that it stays the same without being kept. */
  readonly id: number
  readonly digest: Digest
  readonly tags: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
}

export interface TwinPackage {
  readonly id: number
  readonly owner: string
  /** Without the owner; may hold slashes: `team/app`. */
  readonly name: string
  readonly visibility: Visibility
  /** `owner/name` of the linked repository; null while unlinked. */
  readonly repository: string | null
  /** Whether access comes from the linked repository, as GitHub's default is. */
  readonly inheritsAccess: boolean
  /** Roles of single users. Who created a package by pushing is its administrator. */
  readonly collaborators: readonly { readonly login: string; readonly role: PackageRole }[]
  /** "Manage Actions access": repositories whose workflows may use it. */
  readonly actionsAccess: readonly { readonly repository: string; readonly role: PackageRole }[]
  readonly createdAt: string
  readonly updatedAt: string
}

export interface TwinToken {
  readonly id: number
  /** Unique; a seed finds its token again by it. */
  readonly name: string
  readonly kind: TokenKind
  /** Login that the token acts as; of an `actions` token the user who started the workflow. */
  readonly login: string
  /** Normalized as GitHub keeps them: a scope that another one implies is left out. Empty for kinds without scopes. */
  readonly scopes: readonly string[]
  /** Lower-case logins of the organizations that single sign-on was granted for. */
  readonly sso: readonly string[]
  /** `owner/name` that an `actions` token speaks for; else null. */
  readonly repository: string | null
  /** What an `actions` token may do with packages. */
  readonly packages: 'none' | 'read' | 'write'
  /** ISO 8601; null when it does not expire. */
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly createdAt: string
  /** Lower-case hexadecimal SHA-256 of the token. */
  readonly hash: string
}

/** A token as it is shown: without its hash. */
export type TokenView = Omit<TwinToken, 'hash'>

export interface TwinSettings {
  /** Reading a package that inherits from a linked private repository needs the `repo` scope. */
  readonly linkedPrivateNeedsRepo: boolean
  /** Whether a credential without `read:packages` is refused for public packages too. */
  readonly publicPullNeedsScope: boolean
  /** Lifetime of a registry token, in milliseconds. */
  readonly registryTokenTtlMs: number
  /** Requests an hour that a token may send to the API; an anonymous caller may send 60. */
  readonly apiRequestsPerHour: number
  /** After `attempts` bad logins within `windowMs` the API refuses everyone for `durationMs`; null never does. */
  readonly lockout: {
    readonly attempts: number
    readonly windowMs: number
    readonly durationMs: number
  } | null
}

export const DEFAULT_SETTINGS: TwinSettings = {
  linkedPrivateNeedsRepo: true,
  publicPullNeedsScope: false,
  registryTokenTtlMs: 60_000,
  apiRequestsPerHour: 5000,
  lockout: { attempts: 30, windowMs: 60_000, durationMs: 60_000 },
}
