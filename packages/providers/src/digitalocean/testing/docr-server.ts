import type { IncomingMessage } from 'node:http'
import { answerJson } from '../../testing/scripted-server.ts'
import {
  askedAddress,
  type Login,
  startVendorServer,
  type TokenAnswer,
  type VendorServer,
} from '../../testing/vendor-server.ts'

const personal = (digit: string): string => `dop_v1_${digit.repeat(64)}`

/** Tokens by what is true of them. */
export const TOKENS = {
  reader: personal('1'),
  writer: personal('2'),
  /** Without registry:read at the API, but good for the registry. */
  scopeless: personal('3'),
  /** Valid, for other things than the registry. */
  droplets: personal('4'),
  revoked: personal('5'),
  poor: personal('6'),
  oauth: `doo_v1_${'7'.repeat(64)}`,
  refresh: `dor_v1_${'8'.repeat(64)}`,
  spaces: 'DO00AAAABBBBCCCCDDDD',
  /** Of `doctl registry docker-config`: the API does not know it. */
  docker: 'a'.repeat(64),
} as const

const OPENS_REGISTRY: ReadonlySet<string> = new Set([
  TOKENS.reader,
  TOKENS.writer,
  TOKENS.scopeless,
  TOKENS.oauth,
  TOKENS.docker,
])
const KNOWN_TO_API: ReadonlySet<string> = new Set([
  TOKENS.reader,
  TOKENS.writer,
  TOKENS.oauth,
  TOKENS.droplets,
  TOKENS.scopeless,
  TOKENS.poor,
])

export interface DocrServer extends VendorServer {
  apiDown: boolean
  /** Status of the garbage collection; undefined: none was ever run. */
  collection: string | undefined
  usedBytes: number
  /** Whether writes are taken, which they are not while garbage is collected or the storage is full. */
  writable: boolean
}

const GIB = 1024 ** 3

/** https://api.digitalocean.com/v2/registry/auth: the token is user name and password. */
function giveToken(login: Login | undefined, scopes: readonly string[], writable: boolean): TokenAnswer {
  const token = login?.password ?? ''
  const known = OPENS_REGISTRY.has(token) || token === TOKENS.droplets
  if (!known || login?.username !== token) {
    return { status: 401, body: { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] } }
  }
  const readable = OPENS_REGISTRY.has(token) ? ['repository:acme/app:pull', 'repository:acme/web:pull'] : []
  const pushes = token === TOKENS.writer && writable ? ['repository:acme/app:push'] : []
  return { granted: scopes.filter((scope) => [...readable, ...pushes].includes(scope)) }
}

/** Status and body. https://docs.digitalocean.com/reference/api/ */
function apiAnswer(request: IncomingMessage, state: DocrServer): readonly [number, unknown] {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  if (!KNOWN_TO_API.has(token)) return [401, { id: 'Unauthorized', message: 'Unable to authenticate you' }]
  if (token === TOKENS.droplets || token === TOKENS.scopeless) {
    return [403, { id: 'Forbidden', message: 'You are not authorized to perform this operation' }]
  }
  const url = new URL(request.url ?? '', askedAddress(request))
  switch (url.pathname) {
    case '/v2/registries':
      return [
        200,
        {
          registries:
            token === TOKENS.poor
              ? []
              : [{ name: 'acme', region: 'fra1', storage_usage_bytes: state.usedBytes }],
        },
      ]
    case '/v2/registries/subscription':
      return [
        200,
        {
          subscription: {
            tier: { name: 'Starter', included_storage_bytes: GIB / 2, allow_storage_overage: false },
          },
        },
      ]
    case '/v2/registries/acme/garbage-collection':
      return state.collection === undefined
        ? [404, { id: 'not_found', message: 'no active garbage collection' }]
        : [200, { garbage_collection: { uuid: 'gc-1', registry_name: 'acme', status: state.collection } }]
    case '/v2/registries/acme/repositoriesV2': {
      const second = url.searchParams.get('page') === '2'
      const next = `${url.origin}${url.pathname}?page=2&per_page=100`
      return [
        200,
        {
          repositories: second
            ? [{ name: 'web', registry_name: 'acme' }]
            : [
                {
                  name: 'app',
                  registry_name: 'acme',
                  latest_manifest: { updated_at: '2026-11-01T10:00:00Z' },
                },
              ],
          links: second ? {} : { pages: { next } },
          meta: { total: 2 },
        },
      ]
    }
    default:
      return [404, { id: 'not_found', message: 'The resource you requested could not be found.' }]
  }
}

/** DigitalOcean as its documentation says: registry.digitalocean.com and api.digitalocean.com. */
export async function startDocr(): Promise<DocrServer> {
  const server = await startVendorServer({
    registry: 'https://registry.digitalocean.com',
    realm: 'https://api.digitalocean.com/v2/registry/auth',
    service: 'registry.digitalocean.com',
    repositories: ['acme/app', 'acme/web'],
    token: (login, scopes) => giveToken(login, scopes, state.writable),
    api: (request, response) => answerJson(response, ...apiAnswer(request, state)),
    before(request, response) {
      const down =
        state.apiDown && askedAddress(request).startsWith('https://api.digitalocean.com/v2/registries')
      if (down) response.writeHead(500).end()
      return down
    },
  })
  const state: DocrServer = Object.assign(server, {
    apiDown: false,
    collection: undefined as string | undefined,
    usedBytes: 1000,
    writable: true,
  })
  return state
}
