import { createHash } from 'node:crypto'
import { type Answer, type Asked, json } from './answer.ts'
import type { GithubFacts } from './case-file.ts'

type Token = GithubFacts['tokens'][number]
type Package = GithubFacts['packages'][number]

const DOCUMENTATION = 'https://docs.github.com/rest'
const refuse = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  json(status, { message, documentation_url: DOCUMENTATION, status: String(status) }, headers)
const NOT_FOUND = refuse(404, 'Not Found')

const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  'write:packages': ['read:packages'],
  'admin:org': ['read:org', 'write:org'],
  'write:org': ['read:org'],
}

const has = ({ scopes }: Token, wanted: string): boolean =>
  scopes.some((scope) => scope === wanted || IMPLIED[scope]?.includes(wanted))

/** Plays the part of the GitHub API that concerns packages. https://docs.github.com/en/rest/packages/packages */
export function createGithubHost(facts: GithubFacts): (asked: Asked) => Answer {
  const sees = (token: Token, { owner, visibility, readers }: Package): boolean =>
    visibility === 'public' ||
    (readers ? readers.includes(token.login) : owner === token.login || token.memberships[owner] === 'active')

  const describe = ({ owner, name, visibility, linked }: Package) => ({
    id: 1,
    name,
    package_type: 'container',
    visibility,
    owner: { login: owner },
    updated_at: '2026-11-01T00:00:00Z',
    html_url: `https://github.com/orgs/${owner}/packages/container/package/${name}`,
    ...(linked ? { repository: { full_name: linked.repository, private: linked.private } } : {}),
  })

  const versions = ({ tags, name }: Package) =>
    tags.map((tag, place) => ({
      id: place + 1,
      name: `sha256:${createHash('sha256').update(`${name} ${tag}`).digest('hex')}`,
      created_at: '2026-11-01T00:00:00Z',
      metadata: { package_type: 'container', container: { tags: [tag] } },
    }))

  function about(login: string): Answer {
    const type = facts.owners[login]
    return type ? json(200, { login, type }) : NOT_FOUND
  }

  /** Why an organization is closed to a token; undefined when it is open. */
  function closed(token: Token, organization: string): Answer | undefined {
    if (facts.owners[organization] !== 'Organization') return undefined
    if (facts.forbidsClassicTokens.includes(organization))
      return refuse(
        403,
        `\`${organization}\` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.`,
      )
    if (!token.ssoRequired.includes(organization)) return undefined
    return refuse(
      403,
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      {
        'x-github-sso': `required; url=https://github.com/orgs/${organization}/sso?authorization_request=A1`,
      },
    )
  }

  function packages(token: Token, type: string, owner: string, rest: string | undefined): Answer {
    if (!has(token, 'read:packages'))
      return refuse(
        403,
        `You need at least read:packages scope to ${rest ? 'get a package' : 'list packages'}.`,
      )
    const right = facts.owners[owner] === (type === 'orgs' ? 'Organization' : 'User')
    if (!right) return NOT_FOUND
    const visible = facts.packages.filter((each) => each.owner === owner && sees(token, each))
    if (rest === undefined) return json(200, visible.map(describe))
    const [name = '', part] = rest.split('/')
    const found = visible.find((each) => each.name === decodeURIComponent(name))
    if (!found) return refuse(404, 'Package not found.')
    return json(200, part === 'versions' ? versions(found) : describe(found))
  }

  function membership(token: Token, organization: string): Answer {
    if (!has(token, 'read:org'))
      return refuse(403, 'You need at least read:org scope or user scope to list your organizations.')
    const state = token.memberships[organization]
    return state ? json(200, { state, role: 'member' }) : NOT_FOUND
  }

  function resource(token: Token | undefined, path: string): Answer {
    const owner = /^\/users\/([^/]+)$/.exec(path)?.[1]
    if (owner) return about(owner)
    if (!token) return refuse(401, 'Requires authentication')
    if (path === '/user') return json(200, { login: token.login, type: 'User' })
    const organization = /^\/user\/memberships\/orgs\/([^/]+)$/.exec(path)?.[1]
    if (organization) return closed(token, organization) ?? membership(token, organization)
    const [, type, holder, rest] =
      /^\/(orgs|users)\/([^/]+)\/packages(?:\/container\/(.+))?$/.exec(path) ?? []
    if (type && holder) return closed(token, holder) ?? packages(token, type, holder, rest)
    return NOT_FOUND
  }

  return ({ path, authorization }) => {
    const shown = authorization?.scheme === 'bearer' ? authorization.token : authorization?.password
    const token = facts.tokens.find((each) => each.token === shown)
    if (shown !== undefined && !token) return refuse(401, 'Bad credentials')
    const answer = resource(token, path)
    const about: Record<string, string> = token
      ? {
          'x-oauth-scopes': token.scopes.join(', '),
          ...(token.expires ? { 'github-authentication-token-expiration': token.expires } : {}),
        }
      : {}
    return { ...answer, headers: { ...about, ...answer.headers } }
  }
}
