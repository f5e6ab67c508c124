import { membership, sameName } from '../../access/package-role.ts'
import { type ApiRoute, notFound, ok } from '../call.ts'
import { requireReach, requireUserToken } from '../guards.ts'
import { accountShape, repositoryShape } from '../shapes.ts'

/** Users, repositories, the root and the rate limit. */
export const accountRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/',
    accepts: [],
    docs: '/meta/meta#github-api-root',
    handle: ({ api }) =>
      ok({
        current_user_url: `${api}/user`,
        user_url: `${api}/users/{user}`,
        organization_url: `${api}/orgs/{org}`,
        user_organizations_url: `${api}/user/orgs`,
        repository_url: `${api}/repos/{owner}/{repo}`,
        rate_limit_url: `${api}/rate_limit`,
      }),
  },
  {
    method: 'GET',
    path: '/rate_limit',
    accepts: [],
    docs: '/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user',
    handle: ({ rate }) => {
      const core = { limit: rate.limit, used: rate.used, remaining: rate.remaining, reset: rate.reset }
      return ok({ resources: { core }, rate: core })
    },
  },
  {
    method: 'GET',
    path: '/user',
    accepts: [],
    docs: '/users/users#get-the-authenticated-user',
    handle: (call) => {
      const { user } = requireUserToken(call)
      return ok({ ...accountShape(call, user), name: user.name })
    },
  },
  {
    method: 'GET',
    path: '/users/:login',
    accepts: [],
    docs: '/users/users#get-a-user',
    handle: (call) => {
      const key = call.param('login').toLowerCase()
      const account = call.state.user.get(key) ?? call.state.organization.get(key)
      if (!account) throw notFound()
      return ok({ ...accountShape(call, account), name: account.name })
    },
  },
  {
    method: 'GET',
    path: '/repos/:owner/:name',
    accepts: ['repo'],
    docs: '/repos/repos#get-a-repository',
    handle: (call) => {
      const { state, caller } = call
      const found = state.repository.get(`${call.param('owner')}/${call.param('name')}`.toLowerCase())
      if (!found) throw notFound()
      if (found.private) {
        // What a token may not see answers as if it were not there.
        if (caller === 'anonymous' || !caller.scopes.has('repo')) throw notFound()
        const organization = state.organization.get(found.owner.toLowerCase())
        const login = caller.token.login
        if (organization ? !membership(organization, login) : !sameName(found.owner, login)) throw notFound()
        if (organization) requireReach(call, organization)
      }
      return ok(repositoryShape(call, state, found))
    },
  },
]
