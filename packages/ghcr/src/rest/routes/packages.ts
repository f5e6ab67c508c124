import { findPackage, pullDenial } from '../../access/decide.ts'
import { packageRole, roleAllows } from '../../access/package-role.ts'
import { storageName } from '../../administration/packages.ts'
import type { TwinPackage } from '../../state/records.ts'
import type { SignedIn } from '../../tokens/authenticate.ts'
import { type ApiAnswer, type ApiCall, ApiRefusal, type ApiRoute, noContent, notFound, ok } from '../call.ts'
import { requireReach, requireScope, requireScopedToken, requireSignedIn } from '../guards.ts'
import { paginate } from '../paging.ts'
import { packageShape, versionShape } from '../shapes.ts'

const READ = ['read:packages']
const DELETE = ['delete:packages', 'read:packages']
const TYPES = new Set(['npm', 'maven', 'rubygems', 'docker', 'nuget', 'container'])
const VISIBILITIES = new Set(['public', 'private', 'internal'])

/** Where an owner's packages are, how the anchors of the documentation call them, and whose they are. */
interface OwnerPath {
  readonly path: string
  readonly docs: string
  readonly list: string
  /** Login of the owner. Throws 404 when there is none of the kind. */
  readonly owner: (call: ApiCall, signedIn: SignedIn) => string
}

const OWNERS: readonly OwnerPath[] = [
  {
    path: '/user',
    docs: 'the-authenticated-user',
    list: 'list-packages-for-the-authenticated-users-namespace',
    owner: (_call, { user }) => user.login,
  },
  {
    path: '/users/:owner',
    docs: 'a-user',
    list: 'list-packages-for-a-user',
    owner: (call) => {
      const user = call.state.user.get(call.param('owner').toLowerCase())
      if (!user) throw notFound()
      return user.login
    },
  },
  {
    path: '/orgs/:owner',
    docs: 'an-organization',
    list: 'list-packages-for-an-organization',
    owner: (call) => {
      const organization = call.state.organization.get(call.param('owner').toLowerCase())
      if (!organization) throw notFound()
      return organization.login
    },
  },
]

/** Throws what the organization has against the token; users have nothing. */
function requireOwnersReach(call: ApiCall, owner: string): void {
  const organization = call.state.organization.get(owner.toLowerCase())
  if (organization) requireReach(call, organization)
}

const visible = (call: ApiCall, { token }: SignedIn, target: TwinPackage): boolean =>
  token.kind === 'actions'
    ? pullDenial(call.state, call.caller, target.owner, target.name) === undefined
    : roleAllows(packageRole(call.state, token.login, target), 'read')

async function shape(call: ApiCall, target: TwinPackage) {
  const manifests = await call.storage.manifests.list(storageName(target))
  return packageShape(call, call.state, target, manifests.length)
}

/** The package that the path names. Throws 403 for a missing scope, 404 for a package that the caller may not see. */
function requirePackage(call: ApiCall, from: OwnerPath, scopes: readonly string[], what: string) {
  const signedIn = requireSignedIn(call)
  if (signedIn.token.kind !== 'actions') {
    requireScopedToken(call, 'packages=read')
    // Asked before existence: a refusal for scopes says nothing about the package.
    for (const scope of scopes) requireScope(signedIn, [scope], what)
  }
  const owner = from.owner(call, signedIn)
  const target = findPackage(call.state, owner, call.param('package'))
  if (!target || !visible(call, signedIn, target)) throw notFound('Package not found.')
  if (target.visibility !== 'public') requireOwnersReach(call, owner)
  return { target, signedIn }
}

function requireAdmin(call: ApiCall, { token }: SignedIn, target: TwinPackage): void {
  if (token.kind === 'actions' || !roleAllows(packageRole(call.state, token.login, target), 'admin')) {
    throw new ApiRefusal(403, 'Must have admin rights to Repository.')
  }
  requireOwnersReach(call, target.owner)
}

async function listPackages(call: ApiCall, from: OwnerPath): Promise<ApiAnswer> {
  const signedIn = requireScopedToken(call, 'packages=read')
  requireScope(signedIn, READ, 'You need at least read:packages scope to list packages.')
  const type = call.query.get('package_type') ?? ''
  const visibility = call.query.get('visibility')
  if (!TYPES.has(type) || (visibility !== null && !VISIBILITIES.has(visibility))) {
    throw new ApiRefusal(400, 'Invalid argument.')
  }
  const owner = from.owner(call, signedIn)
  requireOwnersReach(call, owner)
  const found = call.administration
    .packages(owner)
    .filter((target) => type === 'container' && (visibility === null || target.visibility === visibility))
    .filter((target) => visible(call, signedIn, target))
  const { page, headers } = paginate(call, found)
  return ok(await Promise.all(page.map((target) => shape(call, target))), headers)
}

async function listVersions(call: ApiCall, from: OwnerPath): Promise<ApiAnswer> {
  const message = "You need at least read:packages scope to get a package's versions."
  const { target } = requirePackage(call, from, READ, message)
  const versions = await call.administration.versions(target.owner, target.name)
  const { page, headers } = paginate(call, versions)
  return ok(
    page.map((version) => versionShape(call, call.state, target, version)),
    headers,
  )
}

async function requireVersion(call: ApiCall, target: TwinPackage) {
  const versions = await call.administration.versions(target.owner, target.name)
  const version = versions.find(({ id }) => String(id) === call.param('version'))
  if (!version) throw notFound('Package version not found.')
  return { version, versions }
}

async function deleteVersion(call: ApiCall, from: OwnerPath): Promise<ApiAnswer> {
  const message = 'You need at least delete:packages and read:packages scopes to delete a package version.'
  const { target, signedIn } = requirePackage(call, from, DELETE, message)
  requireAdmin(call, signedIn, target)
  const { version, versions } = await requireVersion(call, target)
  const tagged = versions.filter(({ tags }) => tags.length > 0)
  if (tagged.length === 1 && tagged[0]?.digest === version.digest) {
    const problem =
      'You cannot delete the last tagged version of a package. You must delete the package instead.'
    throw new ApiRefusal(400, problem)
  }
  await call.storage.manifests.delete(storageName(target), version.digest)
  return noContent
}

function routesOf(from: OwnerPath): ApiRoute[] {
  const one = `${from.path}/packages/container/:package`
  const docs = (action: string) => `/packages/packages#${action}-${from.docs}`
  return [
    {
      method: 'GET',
      path: `${from.path}/packages`,
      accepts: READ,
      docs: `/packages/packages#${from.list}`,
      handle: (call) => listPackages(call, from),
    },
    {
      method: 'GET',
      path: one,
      accepts: READ,
      docs: docs('get-a-package-for'),
      handle: async (call) => {
        const message = 'You need at least read:packages scope to get a package.'
        return ok(await shape(call, requirePackage(call, from, READ, message).target))
      },
    },
    {
      method: 'DELETE',
      path: one,
      accepts: DELETE,
      docs: docs('delete-a-package-for'),
      handle: async (call) => {
        const message = 'You need at least delete:packages and read:packages scopes to delete a package.'
        const { target, signedIn } = requirePackage(call, from, DELETE, message)
        requireAdmin(call, signedIn, target)
        await call.administration.deletePackage(target.owner, target.name)
        return noContent
      },
    },
    {
      method: 'GET',
      path: `${one}/versions`,
      accepts: READ,
      docs: docs('list-package-versions-for-a-package-owned-by'),
      handle: (call) => listVersions(call, from),
    },
    {
      method: 'GET',
      path: `${one}/versions/:version`,
      accepts: READ,
      docs: docs('get-a-package-version-for'),
      handle: async (call) => {
        const message = "You need at least read:packages scope to get a package's versions."
        const { target } = requirePackage(call, from, READ, message)
        const { version } = await requireVersion(call, target)
        return ok(versionShape(call, call.state, target, version))
      },
    },
    {
      method: 'DELETE',
      path: `${one}/versions/:version`,
      accepts: DELETE,
      docs: docs('delete-package-version-for'),
      handle: (call) => deleteVersion(call, from),
    },
  ]
}

/** Container packages and their versions, of the caller, a user or an organization. */
export const packageRoutes: readonly ApiRoute[] = OWNERS.flatMap(routesOf)
