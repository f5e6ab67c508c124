import type { IncomingMessage } from 'node:http'
import { answerJson } from '../../testing/scripted-server.ts'
import {
  askedAddress,
  type Login,
  startVendorServer,
  type TokenAnswer,
  type VendorServer,
} from '../../testing/vendor-server.ts'

export const PROJECT = '11111111-2222-3333-4444-555555555555'
export const ACCESS_KEY = 'SCWAAAAAAAAAAAAAAAAA'

const key = (digit: string): string => `aaaaaaaa-bbbb-cccc-dddd-${digit.repeat(12)}`

/** Secret keys by what is true of them. */
export const KEYS = {
  reader: key('1'),
  writer: key('2'),
  /** May pull, and may not ask the API of itself or of the project. */
  puller: key('3'),
  powerless: key('4'),
  expiring: key('5'),
  expired: key('6'),
  unknown: key('7'),
} as const

const EXPIRES: Readonly<Record<string, string>> = { [KEYS.expiring]: '2026-12-01T00:00:00Z' }
const KNOWN: ReadonlySet<string> = new Set([
  KEYS.reader,
  KEYS.writer,
  KEYS.puller,
  KEYS.powerless,
  KEYS.expiring,
])

export interface ScalewayServer extends VendorServer {
  apiDown: boolean
  status: string
}

/** As registry-internal's tokens are given: a namespace that is hidden or absent is 404. */
function giveToken(login: Login | undefined, scopes: readonly string[]): TokenAnswer {
  const secret = login?.password ?? ''
  if (!KNOWN.has(secret)) return { status: 401, body: { message: 'authentication is denied' } }
  const known = scopes.every((scope) => /^repository:(acme|shared)\//.test(scope))
  if (scopes.length > 0 && !known)
    return { status: 404, body: { message: 'resource is not found', type: 'not_found' } }
  const readable = secret === KEYS.powerless ? [] : ['repository:acme/app:pull', 'repository:acme/web:pull']
  const writable = secret === KEYS.writer ? ['repository:acme/app:push'] : []
  return { granted: scopes.filter((scope) => [...readable, ...writable].includes(scope)) }
}

const NAMESPACE = { id: 'ns-1', name: 'acme', is_public: false, region: 'fr-par' }

const IMAGES = [
  { id: 'i-1', name: 'app', namespace_id: 'ns-1', visibility: 'inherit', updated_at: '2026-11-01T10:00:00Z' },
  { id: 'i-2', name: 'web', namespace_id: 'ns-1', visibility: 'public' },
  { id: 'i-3', name: 'lost', namespace_id: 'ns-9', visibility: 'public' },
]

const denied = (reason: string) => ({
  message: 'authentication is denied',
  method: 'api_key',
  reason,
  type: 'denied_authentication',
})
const NOT_PERMITTED = { message: 'insufficient permissions', type: 'permissions_denied', details: [] }

/** Status and body. https://www.scaleway.com/en/developers/api/ (IAM and Container Registry) */
function apiAnswer(request: IncomingMessage, status: string): readonly [number, unknown] {
  const secret = String(request.headers['x-auth-token'])
  if (secret === KEYS.expired) return [401, denied('expired')]
  if (!KNOWN.has(secret)) return [401, denied('not_found')]
  if (secret === KEYS.puller) return [403, NOT_PERMITTED]
  switch (new URL(askedAddress(request)).pathname) {
    case `/iam/v1alpha1/api-keys/${ACCESS_KEY}`:
      return [200, { access_key: ACCESS_KEY, application_id: 'app-1', expires_at: EXPIRES[secret] ?? null }]
    case '/registry/v1/regions/fr-par/namespaces':
      return [200, { namespaces: [{ ...NAMESPACE, status }], total_count: 1 }]
    case '/registry/v1/regions/fr-par/images':
      return [200, { images: IMAGES, total_count: IMAGES.length }]
    default:
      return [404, { message: 'not found', type: 'not_found' }]
  }
}

/** Scaleway as its documentation says: rg.fr-par.scw.cloud and api.scaleway.com. */
export async function startScaleway(): Promise<ScalewayServer> {
  const server = await startVendorServer({
    registry: 'https://rg.fr-par.scw.cloud',
    realm: 'https://api.scaleway.com/registry-internal/v1/regions/fr-par/tokens',
    service: 'registry',
    repositories: ['acme/app', 'acme/web'],
    token: giveToken,
    api: (request, response) => answerJson(response, ...apiAnswer(request, state.status)),
    before(request, response) {
      const at = new URL(askedAddress(request))
      const down =
        state.apiDown && at.host === 'api.scaleway.com' && !at.pathname.startsWith('/registry-internal/')
      if (down) response.writeHead(500).end()
      return down
    },
  })
  const state: ScalewayServer = Object.assign(server, { apiDown: false, status: 'ready' })
  return state
}
