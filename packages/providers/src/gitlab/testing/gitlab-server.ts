import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerJson, ociErrors } from '../../testing/scripted-server.ts'
import {
  askedAddress,
  type Login,
  startVendorServer,
  type TokenAnswer,
  type VendorServer,
} from '../../testing/vendor-server.ts'

interface Token {
  readonly scopes: readonly string[]
  readonly user: string
  readonly expires?: string
  readonly state?: 'expired' | 'revoked' | 'blocked'
  /** Only with this user name, as for deploy tokens and passwords. */
  readonly login?: string
  /** The API does not take it. */
  readonly noApi?: boolean
  readonly twoFactor?: boolean
}

const READ = ['read_registry']
const ASK = ['read_registry', 'read_api']

const glpat = (name: string): string => `glpat-${name.padEnd(20, 'x')}`

/** Secrets by what is true of them. */
export const SECRETS = {
  reader: glpat('reader'),
  lister: glpat('lister'),
  writer: glpat('writer'),
  everything: glpat('everything'),
  scopeless: glpat('scopeless'),
  expiring: glpat('expiring'),
  expired: glpat('expired'),
  revoked: glpat('revoked'),
  blocked: glpat('blocked'),
  unknown: glpat('unknown'),
  project: glpat('project'),
  group: glpat('group'),
  outsider: glpat('outsider'),
  prefixed: 'acme-token-of-a-prefix-of-its-own',
  deploy: 'gldt-aaaaaaaaaaaaaaaaaaaa',
  deadDeploy: 'gldt-bbbbbbbbbbbbbbbbbbbb',
  job: 'glcbt-64_aaaaaaaaaaaaaaaaaaaa',
  runner: 'glrt-aaaaaaaaaaaaaaaaaaaa',
  password: 'correct horse battery',
  twoFactor: 'correct horse, and a second factor',
  wrong: 'no such password',
} as const

const TOKENS: Readonly<Record<string, Token>> = {
  [SECRETS.reader]: { scopes: READ, user: 'ada' },
  [SECRETS.lister]: { scopes: ASK, user: 'ada', expires: '2027-10-01' },
  [SECRETS.writer]: { scopes: [...ASK, 'write_registry'], user: 'ada', expires: '2027-10-01' },
  [SECRETS.everything]: { scopes: ['api'], user: 'ada' },
  [SECRETS.scopeless]: { scopes: ['read_user'], user: 'ada' },
  [SECRETS.expiring]: { scopes: ASK, user: 'ada', expires: '2026-12-01' },
  [SECRETS.expired]: { scopes: ASK, user: 'ada', state: 'expired' },
  [SECRETS.revoked]: { scopes: ASK, user: 'ada', state: 'revoked' },
  [SECRETS.blocked]: { scopes: ASK, user: 'bob', state: 'blocked' },
  [SECRETS.project]: { scopes: ASK, user: 'project_7_bot_0a1b2c', expires: '2027-10-01' },
  [SECRETS.group]: { scopes: ASK, user: 'group_3_bot_0a1b2c', expires: '2027-10-01' },
  [SECRETS.outsider]: { scopes: ASK, user: 'zoe' },
  [SECRETS.prefixed]: { scopes: ASK, user: 'ada', expires: '2027-10-01' },
  [SECRETS.deploy]: { scopes: READ, user: 'ada', login: 'gitlab+deploy-token-1', noApi: true },
  [SECRETS.password]: { scopes: ['api'], user: 'ada', login: 'ada', noApi: true },
  [SECRETS.twoFactor]: { scopes: ['api'], user: 'ada', login: 'ada', noApi: true, twoFactor: true },
}

const PROJECTS = [
  {
    id: 7,
    path_with_namespace: 'acme/shop',
    visibility: 'private',
    container_registry_access_level: 'enabled',
  },
  {
    id: 8,
    path_with_namespace: 'acme/docs',
    visibility: 'internal',
    container_registry_access_level: 'disabled',
  },
] as const

const IMAGES: Readonly<Record<string, readonly string[]>> = {
  'projects/7': ['acme/shop', 'acme/shop/api'],
  'groups/3': ['acme/shop', 'acme/shop/api'],
}

export interface GitlabServer extends VendorServer {
  apiDown: boolean
  /** As before 15.5: no token is told about itself. */
  old: boolean
  registryEnabled: boolean
  /** GitLab's older words for a password where two-factor authentication is on. */
  olderWords: boolean
}

export interface GitlabSetup {
  readonly registry: string
  readonly gitlab: string
}

const DENIED =
  'HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you are required to use a token instead of a password.'
const OLDER =
  "HTTP Basic: Access denied\nYou must use a personal access token with 'api' scope for Git over HTTP."

const abilities = (scopes: readonly string[]): readonly string[] => [
  ...(scopes.some((scope) => ['api', 'read_api', 'read_registry'].includes(scope)) ? ['pull'] : []),
  ...(scopes.some((scope) => ['api', 'write_registry'].includes(scope)) ? ['push'] : []),
]

/** What /jwt/auth answers. https://docs.gitlab.com/administration/packages/container_registry/ */
function giveToken(login: Login | undefined, scopes: readonly string[], state: GitlabServer): TokenAnswer {
  if (!state.registryEnabled) return { status: 404, body: ociErrors('UNAVAILABLE', 'registry not enabled') }
  if (login === undefined) return { granted: [] }
  const token = TOKENS[login.password]
  if (token?.twoFactor && state.olderWords) return { status: 401, body: ociErrors('UNAUTHORIZED', OLDER) }
  const right =
    token && !token.state && !token.twoFactor && (token.login ?? login.username) === login.username
  if (!right) return { status: 401, body: ociErrors('UNAUTHORIZED', DENIED) }
  const may = abilities(token.scopes)
  if (may.length === 0) return { status: 403, body: ociErrors('DENIED', 'access forbidden') }
  if (token.user === 'zoe') return { granted: [] }
  const granted = may.flatMap((action) =>
    ['acme/shop', 'acme/shop/api'].map((path) => `repository:${path}:${action}`),
  )
  return { granted: scopes.filter((scope) => granted.includes(scope)) }
}

const scopeError = {
  error: 'insufficient_scope',
  error_description: 'The request requires higher privileges than provided by the access token.',
}
const invalid = (description: string) => ({ error: 'invalid_token', error_description: description })

/** Status, body and headers. https://docs.gitlab.com/api/rest/ */
function apiAnswer(
  request: IncomingMessage,
  state: GitlabServer,
  gitlab: string,
): readonly [number, unknown, Record<string, string>?] {
  const token = TOKENS[String(request.headers['private-token'])]
  if (token === undefined || token.noApi) return [401, { message: '401 Unauthorized' }]
  if (token.state === 'expired') {
    return [401, invalid('Token is expired. You can either do re-authorization or token refresh.')]
  }
  if (token.state === 'revoked')
    return [401, invalid('Token was revoked. You have to re-authorize from the user.')]
  if (token.state === 'blocked') return [403, { message: '403 Forbidden - Your account has been blocked.' }]
  const path = askedAddress(request).slice(`${gitlab}/api/v4/`.length)
  const query = new URL(request.url ?? '', gitlab).searchParams
  if (path === 'personal_access_tokens/self') {
    if (state.old) return [404, { message: '404 Not Found' }]
    return [
      200,
      { id: 1, scopes: token.scopes, revoked: false, active: true, expires_at: token.expires ?? null },
    ]
  }
  const asks = token.scopes.some((scope) => ['api', 'read_api'].includes(scope))
  if (path === 'user' && (asks || token.scopes.includes('read_user')))
    return [200, { id: 1, username: token.user }]
  if (!asks) return [403, scopeError]
  const visible = token.user === 'zoe' ? [] : PROJECTS
  if (path === 'projects') {
    const page = Number(query.get('page') ?? '1')
    const next = `<${gitlab}/api/v4/projects?membership=true&page=${page + 1}&per_page=1>; rel="next"`
    return [200, visible.slice(page - 1, page), page < visible.length ? { link: next } : {}]
  }
  const listed = /^((?:projects|groups)\/\d+)\/registry\/repositories$/.exec(path)?.[1]
  if (listed !== undefined) {
    const images = IMAGES[listed]
    return images
      ? [200, images.map((each, id) => ({ id, path: each }))]
      : [404, { message: '404 Not Found' }]
  }
  const name = decodeURIComponent(/^projects\/([^/]+)$/.exec(path)?.[1] ?? '')
  const project = visible.find((each) => each.path_with_namespace === name)
  return project ? [200, project] : [404, { message: '404 Project Not Found' }]
}

/** A GitLab with its registry as the documentation says, wherever they are. */
export async function startGitlab({ registry, gitlab }: GitlabSetup): Promise<GitlabServer> {
  const server = await startVendorServer({
    registry,
    realm: `${gitlab}/jwt/auth`,
    service: 'container_registry',
    repositories: ['acme/shop', 'acme/shop/api'],
    token: (login, scopes) => giveToken(login, scopes, state),
    api: (request, response) => answerJson(response, ...apiAnswer(request, state, gitlab)),
    before(request: IncomingMessage, response: ServerResponse) {
      const down = state.apiDown && askedAddress(request).startsWith(`${gitlab}/api/`)
      if (down) response.writeHead(502).end()
      return down
    },
  })
  const state: GitlabServer = Object.assign(server, {
    apiDown: false,
    old: false,
    registryEnabled: true,
    olderWords: false,
  })
  return state
}
