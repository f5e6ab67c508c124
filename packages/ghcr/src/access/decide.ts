import type { TwinOrganization, TwinPackage } from '../state/records.ts'
import type { TwinState } from '../state/twin-state.ts'
import type { Caller, SignedIn } from '../tokens/authenticate.ts'
import { membership, packageRole, roleAllows, sameName } from './package-role.ts'

/** Why somebody may not; each door (token endpoint, registry, API) has its own words for it. */
export type Denial =
  /** Nobody signed in, and the package is not public. */
  | 'sign-in-needed'
  /** No such package, or none that the caller may know of. */
  | 'absent'
  | 'no-access'
  | 'scopes-missing'
  | 'sso-missing'
  | 'classic-forbidden'
  | 'owner-unknown'
  | 'may-not-create'
  | 'may-not-write'
  /** A workflow's or App's token without the permission to read, create or write packages. */
  | 'installation-read'
  | 'installation-create'
  | 'installation-write'
  /** A workflow's token, and no such package. */
  | 'installation-absent'
  /** A workflow's token of a repository that the package does not know. */
  | 'actions-read'

export const findPackage = (state: TwinState, owner: string, name: string): TwinPackage | undefined =>
  state.package.get(`${owner}/${name}`.toLowerCase())

/** Whether a package takes its access from a private repository, so that the token must reach that one too. */
function inheritsFromPrivate(state: TwinState, target: TwinPackage): boolean {
  if (target.visibility === 'public' || !target.inheritsAccess || target.repository === null) return false
  return state.repository.get(target.repository.toLowerCase())?.private === true
}

/** The organization's rules for tokens of its members; undefined where nothing stands in the way. */
export function organizationDenial(
  organization: TwinOrganization | undefined,
  { token }: SignedIn,
): 'classic-forbidden' | 'sso-missing' | undefined {
  if (!organization || !membership(organization, token.login)) return undefined
  if (organization.forbidsClassicTokens && token.kind === 'classic') return 'classic-forbidden'
  const granted = token.sso.some((login) => sameName(login, organization.login))
  return organization.samlSso && !granted && (token.kind === 'classic' || token.kind === 'oauth')
    ? 'sso-missing'
    : undefined
}

/** Undefined when the caller may read the package. */
export function pullDenial(
  state: TwinState,
  caller: Caller,
  owner: string,
  name: string,
): Denial | undefined {
  const target = findPackage(state, owner, name)
  if (caller === 'anonymous') {
    if (!target) return 'absent'
    return target.visibility === 'public' ? undefined : 'sign-in-needed'
  }
  const { token, scopes } = caller
  if (target?.visibility === 'public' && !state.settings.publicPullNeedsScope) return undefined
  if (token.kind === 'fine-grained') return 'scopes-missing'
  if (token.kind === 'installation') return target?.visibility === 'public' ? undefined : 'no-access'
  if (token.kind === 'actions') return actionsPullDenial(caller, target)
  if (!scopes.has('read:packages')) return 'scopes-missing'
  if (!target) return 'absent'
  if (!roleAllows(packageRole(state, token.login, target), 'read')) return 'no-access'
  const ruled = organizationDenial(state.organization.get(target.owner.toLowerCase()), caller)
  if (ruled && target.visibility !== 'public') return ruled
  return repositoryDenial(state, caller, target)
}

/** Undefined when the caller may push to the package, or create it by pushing. */
export function pushDenial(
  state: TwinState,
  caller: Caller,
  owner: string,
  name: string,
): Denial | undefined {
  if (caller === 'anonymous') return 'sign-in-needed'
  const target = findPackage(state, owner, name)
  const { token, scopes } = caller
  if (token.kind === 'fine-grained') return 'scopes-missing'
  if (token.kind === 'installation') return target ? 'installation-write' : 'installation-create'
  if (token.kind !== 'actions' && !scopes.has('write:packages')) return 'scopes-missing'
  const organization = state.organization.get(owner.toLowerCase())
  if (!organization && !state.user.has(owner.toLowerCase())) return 'owner-unknown'
  if (token.kind === 'actions') return actionsPushDenial(caller, owner, target)
  if (target) {
    if (!roleAllows(packageRole(state, token.login, target), 'write')) return 'may-not-write'
    return organizationDenial(organization, caller) ?? repositoryDenial(state, caller, target)
  }
  if (!mayCreate(organization, owner, token.login)) return 'may-not-create'
  return organizationDenial(organization, caller)
}

function mayCreate(organization: TwinOrganization | undefined, owner: string, login: string): boolean {
  if (!organization) return sameName(owner, login)
  const role = membership(organization, login)
  return role === 'admin' || (role === 'member' && organization.membersCanCreatePackages)
}

function repositoryDenial(state: TwinState, { scopes }: SignedIn, target: TwinPackage): Denial | undefined {
  const needed = state.settings.linkedPrivateNeedsRepo && inheritsFromPrivate(state, target)
  return needed && !scopes.has('repo') ? 'scopes-missing' : undefined
}

/** What a repository's workflows may do with a package. */
function actionsRole(repository: string | null, target: TwinPackage): 'none' | 'read' | 'write' | 'admin' {
  if (repository === null) return 'none'
  if (target.inheritsAccess && target.repository !== null && sameName(target.repository, repository))
    return 'write'
  return target.actionsAccess.find((entry) => sameName(entry.repository, repository))?.role ?? 'none'
}

function actionsPullDenial({ token }: SignedIn, target: TwinPackage | undefined): Denial | undefined {
  if (token.packages === 'none') return 'installation-read'
  if (!target) return 'installation-absent'
  if (target.visibility === 'public') return undefined
  return roleAllows(actionsRole(token.repository, target), 'read') ? undefined : 'actions-read'
}

function actionsPushDenial(
  { token }: SignedIn,
  owner: string,
  target: TwinPackage | undefined,
): Denial | undefined {
  if (token.packages !== 'write') return target ? 'installation-write' : 'installation-create'
  if (target) return roleAllows(actionsRole(token.repository, target), 'write') ? undefined : 'may-not-write'
  return sameName(token.repository?.split('/')[0] ?? '', owner) ? undefined : 'may-not-create'
}
