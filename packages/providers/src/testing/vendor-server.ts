import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transport } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import {
  type AccessRequest,
  createFileStorage,
  createRegistry,
  REGISTRY_SERVER_OPTIONS,
  type Refusal,
} from '@fairlead/oci/registry'
import { AMD64, forPlatforms, pushImage } from './images.ts'
import { createLoopbackFetch, type SeenRequest } from './loopback-fetch.ts'
import { ASKED_ORIGIN, createMappedFetch } from './mapped-fetch.ts'
import { answerJson, type Script } from './scripted-server.ts'

/** What a token service was sent. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** Scopes such as `repository:acme/app:pull`, or an answer that is no token. */
export type TokenAnswer =
  | { readonly granted: readonly string[] }
  | { readonly status: number; readonly body: unknown }

export interface VendorSetup {
  /** Origin of the registry: `https://registry-1.docker.io`. */
  readonly registry: string
  readonly realm: string
  readonly service: string
  /** Each is pushed for linux/amd64, with the tag `1.0` unless it names another. */
  readonly repositories: readonly string[]
  /** Decides as the vendor's token service; `scopes` are single ones: `repository:acme/app:push`. */
  token(login: Login | undefined, scopes: readonly string[]): TokenAnswer
  /** All other hosts of the vendor, and what the token service's host serves beside tokens. */
  readonly api: Script
  /** Comes before the registry; true when it answered. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean
}

export interface VendorServer {
  readonly fetch: Fetch
  /** Requests at the vendor's own addresses, in order. */
  readonly seen: readonly SeenRequest[]
  /** Ways of a registry's own that were asked for. */
  readonly transports: readonly Transport[]
  /** Comes before everything; true when it answered, or never will. */
  interrupt: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  close(): Promise<void>
}

async function listen(handle: RequestListener): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(REGISTRY_SERVER_OPTIONS, handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { server, url: `http://127.0.0.1:${address.port}` }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}

/** `repository:acme/app:pull,push` as one scope for each action. */
function singleScopes(query: URLSearchParams): readonly string[] {
  const texts = query.getAll('scope').flatMap((scope) => scope.split(' '))
  return texts.flatMap((scope) => {
    const at = scope.lastIndexOf(':')
    return scope
      .slice(at + 1)
      .split(',')
      .map((action) => `${scope.slice(0, at)}:${action}`)
  })
}

function loginOf(header: string | undefined): Login | undefined {
  if (!header?.startsWith('Basic ')) return undefined
  const text = Buffer.from(header.slice('Basic '.length), 'base64').toString()
  const colon = text.indexOf(':')
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

const scopeOf = ({ action, repository }: AccessRequest): string | undefined => {
  if (action === 'ping') return undefined
  return repository === undefined ? 'registry:catalog:*' : `repository:${repository}:${action}`
}

/**
 * A registry with its token service and the vendor's API around it, all on one port of this machine. The registry is
 * the real one; who may do what is the vendor's to say.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export async function startVendorServer(setup: VendorSetup): Promise<VendorServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-vendor-'))
  const storage = createFileStorage(folder)
  const tokens = new Map<string, readonly string[]>()

  function authorize(access: AccessRequest): Refusal | undefined {
    const needed = scopeOf(access)
    const granted = tokens.get(access.request.headers.authorization?.replace(/^Bearer /, '') ?? '')
    if (granted && (needed === undefined || granted.includes(needed))) return undefined
    const scope = needed === undefined ? '' : `,scope="${needed}"`
    const error = granted === undefined ? '' : ',error="insufficient_scope"'
    return {
      status: 401,
      headers: {
        'WWW-Authenticate': `Bearer realm="${setup.realm}",service="${setup.service}"${scope}${error}`,
      },
      errors: [{ code: 'UNAUTHORIZED' }],
    }
  }
  const registry = createRegistry({ storage, authorize })

  function giveToken(request: IncomingMessage, response: ServerResponse): void {
    const query = new URL(request.url ?? '/', 'http://x').searchParams
    const answer = setup.token(loginOf(request.headers.authorization), singleScopes(query))
    if ('status' in answer) {
      answerJson(response, answer.status, answer.body)
      return
    }
    const token = randomUUID()
    tokens.set(token, answer.granted)
    answerJson(response, 200, { token, expires_in: 300 })
  }

  const open = createRegistry({ storage })
  const seeding = await listen((request, response) => void open.handle(request, response))
  const pusher = createLoopbackFetch()
  for (const repository of setup.repositories) {
    const [name = '', tag = '1.0'] = repository.split(':')
    const images = forPlatforms(repository, AMD64)
    await pushImage({ url: seeding.url, fetch: pusher.fetch, repository: name, tag, images })
  }
  await pusher.close()
  await closeServer(seeding.server)

  const realm = new URL(setup.realm)
  const { server, url } = await listen((request, response) => {
    const asked = request.headers[ASKED_ORIGIN]
    const path = new URL(request.url ?? '/', 'http://x').pathname
    if (running.interrupt?.(request, response) || setup.before?.(request, response)) return
    if (asked === realm.origin && path === realm.pathname) return giveToken(request, response)
    if (asked === setup.registry) return void registry.handle(request, response)
    setup.api(request, response)
  })
  const mapped = createMappedFetch((origin) => (origin.startsWith('https://') ? url : undefined))
  const running: VendorServer = {
    fetch: mapped.fetch,
    seen: mapped.seen,
    transports: mapped.transports,
    interrupt: undefined,
    async close() {
      await mapped.close()
      await closeServer(server)
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return running
}

/** The vendor's host that a request was for, with its path: `https://hub.docker.com/v2/auth/token`. */
export const askedAddress = (request: IncomingMessage): string => {
  const { pathname } = new URL(request.url ?? '/', 'http://x')
  return `${String(request.headers[ASKED_ORIGIN])}${pathname}`
}

/** The JSON that a request carries. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return JSON.parse(Buffer.concat(pieces).toString() || 'null')
}
