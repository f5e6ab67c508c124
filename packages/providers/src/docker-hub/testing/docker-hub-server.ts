import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerJson, ociErrors } from '../../testing/scripted-server.ts'
import {
  askedAddress,
  type Login,
  readJson,
  startVendorServer,
  type TokenAnswer,
  type VendorServer,
} from '../../testing/vendor-server.ts'

/** How the account of a token stands, in the words of auth.docker.io. */
const REFUSALS = {
  unknown: 'incorrect username or password',
  'two-factor': 'please use personal access token to login',
  unverified: 'email must be verified before using account',
  deactivated: 'account is deactivated',
  expired: 'personal access token has expired',
} as const

interface DockerAccount {
  readonly username: string
  readonly state?: keyof typeof REFUSALS
  readonly rights: 'read' | 'write'
}

/** What each secret opens. */
const ACCOUNTS: Readonly<Record<string, DockerAccount>> = {
  dckr_pat_read: { username: 'acme', rights: 'read' },
  dckr_pat_write: { username: 'acme', rights: 'write' },
  dckr_oat_read: { username: 'acme', rights: 'read' },
  dckr_pat_expired: { username: 'acme', rights: 'read', state: 'expired' },
  dckr_pat_unverified: { username: 'acme', rights: 'read', state: 'unverified' },
  dckr_pat_deactivated: { username: 'acme', rights: 'read', state: 'deactivated' },
  'a plain password': { username: 'acme', rights: 'write' },
  'a password with 2FA': { username: 'acme', rights: 'write', state: 'two-factor' },
}

export interface Limit {
  readonly limit: string
  readonly remaining: string
  readonly source: string
}

export interface DockerHubServer extends VendorServer {
  /** Sent with answers about manifests; undefined: none, as for accounts without a limit. */
  limit: Limit | undefined
  /** Every manifest is answered with 429: for the limit of pulls, or of requests of any kind. */
  exhausted: 'pulls' | 'requests' | undefined
  /** The API at hub.docker.com fails. */
  apiDown: boolean
}

const PUBLIC = ['library/nginx', 'acme/public']
const PRIVATE = 'acme/app'

function check(login: Login): DockerAccount | string {
  const account = ACCOUNTS[login.password]
  if (account === undefined || account.username !== login.username) return REFUSALS.unknown
  return account.state ? REFUSALS[account.state] : account
}

/** https://distribution.github.io/distribution/spec/auth/token/, as auth.docker.io gives its answers. */
function giveToken(login: Login | undefined, scopes: readonly string[]): TokenAnswer {
  const account = login && check(login)
  if (typeof account === 'string') return { status: 401, body: { details: account } }
  const own = account ? [...PUBLIC, PRIVATE] : PUBLIC
  if (account?.rights === 'read' && scopes.some((scope) => scope.endsWith(':push'))) {
    return { status: 401, body: { details: 'access token has insufficient scopes' } }
  }
  const readable = [...own, 'ratelimitpreview/test'].map((repository) => `repository:${repository}:pull`)
  const writable = account ? ['repository:acme/public:push', `repository:${PRIVATE}:push`] : []
  return { granted: scopes.filter((scope) => [...readable, ...writable].includes(scope)) }
}

const PAGES = [
  [{ name: 'app', is_private: true, last_updated: '2026-11-01T10:00:00Z' }],
  [{ name: 'public', is_private: false, last_updated: null }],
]

/** https://docs.docker.com/reference/api/hub/latest/ */
async function answerApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const at = askedAddress(request)
  if (at === 'https://hub.docker.com/v2/auth/token' && request.method === 'POST') {
    const { identifier, secret } = (await readJson(request)) as { identifier: string; secret: string }
    const account = check({ username: identifier, password: secret })
    if (typeof account === 'string') return answerJson(response, 401, { detail: account })
    return answerJson(response, 200, { access_token: `bearer of ${identifier}` })
  }
  if (at === 'https://hub.docker.com/v2/namespaces/acme/repositories') {
    if (request.headers.authorization !== 'Bearer bearer of acme') {
      return answerJson(response, 401, { detail: 'unauthorized' })
    }
    const query = new URL(request.url ?? '', at).searchParams
    const page = Number(query.get('page') ?? '1')
    const results = (PAGES[page - 1] ?? []).map((each) => ({ namespace: 'acme', ...each }))
    const next = page < PAGES.length ? `${at}?page=${page + 1}&page_size=100` : null
    return answerJson(response, 200, { count: PAGES.length, next, previous: null, results })
  }
  answerJson(response, 404, { message: 'not found' })
}

/** Docker Hub as its documentation says: registry-1.docker.io, auth.docker.io and hub.docker.com. */
export async function startDockerHub(): Promise<DockerHubServer> {
  function before(request: IncomingMessage, response: ServerResponse): boolean {
    const at = askedAddress(request)
    if (state.apiDown && at.startsWith('https://hub.docker.com')) {
      response.writeHead(503).end()
      return true
    }
    if (!/^https:\/\/registry-1\.docker\.io\/v2\/.+\/manifests\//.test(at)) return false
    if (!request.headers.authorization) return false
    if (state.limit) {
      response.setHeader('ratelimit-limit', state.limit.limit)
      response.setHeader('ratelimit-remaining', state.limit.remaining)
      response.setHeader('docker-ratelimit-source', state.limit.source)
    }
    if (!state.exhausted) return false
    const message =
      state.exhausted === 'pulls' ? 'You have reached your pull rate limit.' : 'Too Many Requests (HAP429).'
    answerJson(response, 429, ociErrors('TOOMANYREQUESTS', message))
    return true
  }
  const server = await startVendorServer({
    registry: 'https://registry-1.docker.io',
    realm: 'https://auth.docker.io/token',
    service: 'registry.docker.io',
    repositories: [...PUBLIC, PRIVATE, 'ratelimitpreview/test:latest'],
    token: giveToken,
    api: (request, response) => void answerApi(request, response),
    before,
  })
  const state: DockerHubServer = Object.assign(server, {
    limit: undefined as Limit | undefined,
    exhausted: undefined,
    apiDown: false,
  })
  return state
}
