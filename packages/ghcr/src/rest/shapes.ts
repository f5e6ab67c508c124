import type {
  TwinOrganization,
  TwinPackage,
  TwinRepository,
  TwinUser,
  TwinVersion,
} from '../state/records.ts'
import type { TwinState } from '../state/twin-state.ts'
import type { ApiCall } from './call.ts'

/** The API's JSON, as https://docs.github.com/rest describes it; fields that no client of ours reads are left out. */

type Base = Pick<ApiCall, 'api' | 'origin'>

const nodeId = (type: string, id: number): string =>
  Buffer.from(`${String(type.length).padStart(2, '0')}:${type}${id}`).toString('base64')

/** Without fractions of a second, as GitHub writes them. */
const moment = (iso: string): string => iso.replace(/\.\d+Z$/, 'Z')

export function accountShape({ api, origin }: Base, account: TwinUser | TwinOrganization) {
  const organization = 'members' in account
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(organization ? 'Organization' : 'User', account.id),
    avatar_url: `${origin}/avatars/u/${account.id}`,
    gravatar_id: '',
    url: `${api}/users/${account.login}`,
    html_url: `${origin}/${account.login}`,
    type: organization ? 'Organization' : 'User',
    site_admin: false,
  }
}

export const organizationShape = ({ api, origin }: Base, organization: TwinOrganization) => ({
  login: organization.login,
  id: organization.id,
  node_id: nodeId('Organization', organization.id),
  url: `${api}/orgs/${organization.login}`,
  members_url: `${api}/orgs/${organization.login}/members{/member}`,
  avatar_url: `${origin}/avatars/u/${organization.id}`,
  description: null,
})

export const repositoryShape = (base: Base, state: TwinState, repository: TwinRepository) => ({
  id: repository.id,
  node_id: nodeId('Repository', repository.id),
  name: repository.name,
  full_name: `${repository.owner}/${repository.name}`,
  private: repository.private,
  visibility: repository.private ? 'private' : 'public',
  ...ownerShape(base, state, repository.owner),
  html_url: `${base.origin}/${repository.owner}/${repository.name}`,
  url: `${base.api}/repos/${repository.owner}/${repository.name}`,
})

function ownerShape(base: Base, state: TwinState, login: string) {
  const account = state.organization.get(login.toLowerCase()) ?? state.user.get(login.toLowerCase())
  return account ? { owner: accountShape(base, account) } : {}
}

/** Of a user or an organization, before `packages`. */
const ownerPath = (state: TwinState, owner: string): string =>
  `${state.organization.has(owner.toLowerCase()) ? 'orgs' : 'users'}/${owner}`

export function packageShape(base: Base, state: TwinState, target: TwinPackage, versionCount: number) {
  const path = ownerPath(state, target.owner)
  const name = encodeURIComponent(target.name)
  const linked =
    target.repository === null ? undefined : state.repository.get(target.repository.toLowerCase())
  return {
    id: target.id,
    name: target.name,
    package_type: 'container',
    ...ownerShape(base, state, target.owner),
    version_count: versionCount,
    visibility: target.visibility,
    url: `${base.api}/${path}/packages/container/${name}`,
    html_url: `${base.origin}/${path}/packages/container/package/${name}`,
    created_at: moment(target.createdAt),
    updated_at: moment(target.updatedAt),
    // Absent, not null, while the package is unlinked.
    ...(linked ? { repository: repositoryShape(base, state, linked) } : {}),
  }
}

export function versionShape(base: Base, state: TwinState, target: TwinPackage, version: TwinVersion) {
  const path = ownerPath(state, target.owner)
  const name = encodeURIComponent(target.name)
  return {
    id: version.id,
    name: version.digest,
    url: `${base.api}/${path}/packages/container/${name}/versions/${version.id}`,
    package_html_url: `${base.origin}/${path}/packages/container/package/${name}`,
    html_url: `${base.origin}/${path}/packages/container/${name}/${version.id}`,
    created_at: moment(version.createdAt),
    updated_at: moment(version.updatedAt),
    metadata: { package_type: 'container', container: { tags: version.tags } },
  }
}
