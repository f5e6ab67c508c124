import type { Secret } from '@fairlead/core'
import type { Fault, FaultRule } from '../faults/fault.ts'
import type { TwinSeed } from '../seed.ts'
import type {
  MemberRole,
  MemberState,
  PackageRole,
  TokenKind,
  TokenView,
  TwinMember,
  TwinOrganization,
  TwinPackage,
  TwinRepository,
  TwinSettings,
  TwinUser,
  TwinVersion,
  Visibility,
} from '../state/records.ts'

export interface UserInput {
  readonly login: string
  readonly name?: string | null | undefined
}

export interface MemberInput {
  readonly login: string
  /** `member` unless said. */
  readonly role?: MemberRole | undefined
  /** `active` unless said. */
  readonly state?: MemberState | undefined
}

export interface OrganizationInput {
  readonly login: string
  readonly name?: string | null | undefined
  /** Replaces all members; absent leaves them. */
  readonly members?: readonly MemberInput[] | undefined
  readonly samlSso?: boolean | undefined
  readonly forbidsClassicTokens?: boolean | undefined
  readonly membersCanCreatePackages?: boolean | undefined
  readonly memberPackageRole?: 'none' | PackageRole | undefined
}

export interface RepositoryInput {
  readonly owner: string
  readonly name: string
  /** True unless said. */
  readonly private?: boolean | undefined
}

export interface PackageInput {
  readonly owner: string
  readonly name: string
  /** `private` unless said. */
  readonly visibility?: Visibility | undefined
  /** `owner/name`; null unlinks. */
  readonly repository?: string | null | undefined
  readonly inheritsAccess?: boolean | undefined
  readonly collaborators?: TwinPackage['collaborators'] | undefined
  readonly actionsAccess?: TwinPackage['actionsAccess'] | undefined
}

export interface TokenInput {
  /** Unique; made up when absent. */
  readonly name?: string | undefined
  /** `classic` unless said. */
  readonly kind?: TokenKind | undefined
  readonly login: string
  readonly scopes?: readonly string[] | undefined
  /** Logins of organizations that single sign-on is granted for. */
  readonly sso?: readonly string[] | undefined
  /** `owner/name`; needed for `actions`. */
  readonly repository?: string | null | undefined
  /** Of an `actions` token; `write` unless said. */
  readonly packages?: 'none' | 'read' | 'write' | undefined
  /** ISO 8601. */
  readonly expiresAt?: string | null | undefined
  /** The token itself, where the caller chose it; made up when absent. Only its hash is kept. */
  readonly value?: Secret | string | undefined
}

export interface TokenChange {
  readonly scopes?: readonly string[] | undefined
  readonly sso?: readonly string[] | undefined
  readonly expiresAt?: string | null | undefined
}

export interface IssuedToken {
  readonly token: TokenView
  /** The only time that the token itself is given. */
  readonly value: Secret
}

export interface TwinSnapshot {
  readonly users: readonly TwinUser[]
  readonly organizations: readonly TwinOrganization[]
  readonly repositories: readonly TwinRepository[]
  readonly packages: readonly (TwinPackage & { readonly versions: readonly TwinVersion[] })[]
  readonly tokens: readonly TokenView[]
  readonly settings: TwinSettings
  readonly faults: readonly Fault[]
}

/**
 * Administration of a twin, in process; `/_twin` offers the same over HTTP. Names are compared without regard to
 * case, as GitHub does. A change is durable when its promise resolves. `put…` creates or changes: a field that is
 * absent keeps its value. Throws `request.invalid` for input that makes no sense (an unknown owner, a taken name),
 * and reports with `false` that what was to be deleted was not there.
 */
export interface TwinAdministration {
  /** Everything, without secrets. */
  snapshot(): Promise<TwinSnapshot>
  /**
   * Creates what the seed names and is missing; with `update` also changes what exists (a token that exists is never
   * touched). Returns the tokens that it made up. Throws `request.invalid`.
   */
  applySeed(seed: TwinSeed, mode: 'missing' | 'update'): Promise<ReadonlyMap<string, Secret>>

  user(login: string): TwinUser | undefined
  users(): readonly TwinUser[]
  putUser(input: UserInput): Promise<TwinUser>
  /** Also revokes its tokens and ends its memberships. */
  deleteUser(login: string): Promise<boolean>

  organization(login: string): TwinOrganization | undefined
  organizations(): readonly TwinOrganization[]
  putOrganization(input: OrganizationInput): Promise<TwinOrganization>
  deleteOrganization(login: string): Promise<boolean>
  putMember(organization: string, member: MemberInput): Promise<TwinMember>
  removeMember(organization: string, login: string): Promise<boolean>

  /** `fullName` is `owner/name`. */
  repository(fullName: string): TwinRepository | undefined
  repositories(): readonly TwinRepository[]
  putRepository(input: RepositoryInput): Promise<TwinRepository>
  deleteRepository(fullName: string): Promise<boolean>

  package(owner: string, name: string): TwinPackage | undefined
  /** All, or those of one owner; by name. */
  packages(owner?: string): readonly TwinPackage[]
  /** Newest first. */
  versions(owner: string, name: string): Promise<readonly TwinVersion[]>
  putPackage(input: PackageInput): Promise<TwinPackage>
  /** Also deletes its manifests and tags from the registry. */
  deletePackage(owner: string, name: string): Promise<boolean>

  token(id: number): TokenView | undefined
  tokens(): readonly TokenView[]
  createToken(input: TokenInput): Promise<IssuedToken>
  updateToken(id: number, change: TokenChange): Promise<TokenView>
  /** What its owner does who deletes it: refused from now on. */
  revokeToken(id: number): Promise<TokenView>
  /** Makes it expire this very moment. */
  expireToken(id: number): Promise<TokenView>
  /** Authorizes it for single sign-on of one organization. */
  grantSso(id: number, organization: string): Promise<TokenView>
  withdrawSso(id: number, organization: string): Promise<TokenView>

  settings(): TwinSettings
  putSettings(
    change: { readonly [K in keyof TwinSettings]?: TwinSettings[K] | undefined },
  ): Promise<TwinSettings>

  /** Faults are not kept: they end with the process. */
  faults(): readonly Fault[]
  addFault(rule: FaultRule): Fault
  removeFault(id: number): boolean
  clearFaults(): void
}
