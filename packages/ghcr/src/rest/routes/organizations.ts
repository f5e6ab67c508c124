import { organizationDenial } from '../../access/decide.ts'
import { membership, sameName } from '../../access/package-role.ts'
import { type ApiRoute, noContent, notFound, ok } from '../call.ts'
import {
  requireOrganization,
  requireReach,
  requireScope,
  requireScopedToken,
  requireSignedIn,
  requireUserToken,
} from '../guards.ts'
import { paginate } from '../paging.ts'
import { accountShape, organizationShape } from '../shapes.ts'

const ORGANIZATION_SCOPES = ['admin:org', 'read:org', 'repo', 'user', 'write:org']

/** Organizations and who belongs to them. */
export const organizationRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/user/orgs',
    accepts: ORGANIZATION_SCOPES,
    docs: '/orgs/orgs#list-organizations-for-the-authenticated-user',
    handle: (call) => {
      const signedIn = requireUserToken(call)
      if (signedIn.token.kind !== 'fine-grained') {
        const message = 'You need at least read:org scope or user scope to list your organizations.'
        requireScope(signedIn, ['read:org', 'user'], message)
      }
      const mine = [...call.state.organization.values()].filter((organization) =>
        membership(organization, signedIn.user.login),
      )
      const hidden = mine.filter(
        (organization) => organizationDenial(organization, signedIn) === 'sso-missing',
      )
      const { page, headers } = paginate(
        call,
        mine.filter((organization) => !hidden.includes(organization)),
      )
      const ids = hidden.map(({ id }) => id).join(',')
      return ok(
        page.map((organization) => organizationShape(call, organization)),
        { ...headers, ...(ids ? { 'X-GitHub-SSO': `partial-results; organizations=${ids}` } : {}) },
      )
    },
  },
  {
    method: 'GET',
    path: '/orgs/:org',
    accepts: ORGANIZATION_SCOPES,
    docs: '/orgs/orgs#get-an-organization',
    handle: (call) => {
      const organization = requireOrganization(call, call.param('org'))
      requireReach(call, organization)
      return ok({
        ...organizationShape(call, organization),
        name: organization.name,
        html_url: `${call.origin}/${organization.login}`,
        type: 'Organization',
      })
    },
  },
  {
    method: 'GET',
    path: '/orgs/:org/members/:login',
    accepts: ORGANIZATION_SCOPES,
    docs: '/orgs/members#check-organization-membership-for-a-user',
    handle: (call) => {
      const signedIn = requireSignedIn(call)
      const organization = requireOrganization(call, call.param('org'))
      requireReach(call, organization)
      const sees = signedIn.scopes.has('read:org') && membership(organization, signedIn.token.login)
      if (sees && membership(organization, call.param('login'))) return noContent
      // The documentation says 302 for callers who are not members; what was observed is this.
      throw notFound('User does not exist or is not a member of the organization')
    },
  },
  {
    method: 'GET',
    path: '/user/memberships/orgs/:org',
    accepts: ORGANIZATION_SCOPES,
    docs: '/orgs/members#get-an-organization-membership-for-the-authenticated-user',
    handle: (call) => {
      const signedIn = requireScopedToken(call, 'members=read')
      const message = 'You need at least read:org scope to get your membership of an organization.'
      requireScope(signedIn, ['read:org'], message)
      const organization = requireOrganization(call, call.param('org'))
      const member = organization.members.find(({ login }) => sameName(login, signedIn.user.login))
      if (!member) throw notFound()
      requireReach(call, organization)
      return ok({
        url: `${call.api}/orgs/${organization.login}/memberships/${signedIn.user.login}`,
        state: member.state,
        role: member.role,
        organization_url: `${call.api}/orgs/${organization.login}`,
        organization: organizationShape(call, organization),
        user: accountShape(call, signedIn.user),
      })
    },
  },
]
