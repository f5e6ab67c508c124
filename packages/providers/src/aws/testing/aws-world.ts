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
import type { Fetch } from '@fairlead/oci/net'
import { createFileStorage, createRegistry, REGISTRY_SERVER_OPTIONS } from '@fairlead/oci/registry'
import { AMD64, forPlatforms, pushImage } from '../../testing/images.ts'
import { createLoopbackFetch, type SeenRequest } from '../../testing/loopback-fetch.ts'
import { ASKED_ORIGIN, createMappedFetch } from '../../testing/mapped-fetch.ts'
import { answerJson, ociErrors } from '../../testing/scripted-server.ts'
import type { ApiState, GivenLogin } from './api-state.ts'
import { ACCOUNT, type Accounts, createAccounts } from './aws-accounts.ts'
import { answerApi, isApi } from './aws-apis.ts'
import { authorizeEcr, authorizePublic } from './aws-registry.ts'

const REGION = 'eu-west-1'
export const ECR_URL = `https://${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`
const PUBLIC = 'https://public.ecr.aws'
const STORE = /^https:\/\/prod-[a-z0-9-]+-starport-layer-bucket\.s3\.[a-z0-9-]+\.amazonaws\.com$/
const REGISTRY = /^https:\/\/\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/

/** A host outside of AWS's own that a test plays, such as the metadata of a machine; true when it answered. */
export type Beside = (origin: string, request: IncomingMessage, response: ServerResponse) => boolean

export interface AwsWorld {
  readonly fetch: Fetch
  readonly accounts: Accounts
  readonly state: ApiState
  /** Requests at AWS's own addresses, in order. */
  readonly seen: readonly SeenRequest[]
  /** Played beside AWS. */
  beside: Beside | undefined
  /** Answers the token service of Public ECR in its place; undefined leaves it. */
  limit: string | undefined
  /** Back to how it began. */
  reset(): void
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

/**
 * AWS as far as registries go, on one port of this machine: STS, the APIs of both registries with real signatures, the
 * registries themselves with real images, and the store that they send pulls of layers to. Repositories are `team/app`
 * with the tags `1.0` and `2.0`, and `team/web` with `1.0`.
 */
export async function startAws(now: () => number = Date.now): Promise<AwsWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-aws-'))
  const storage = createFileStorage(folder)
  const open = createRegistry({ storage })
  const seeding = await listen((request, response) => void open.handle(request, response))
  const pusher = createLoopbackFetch()
  for (const [repository, tag] of [
    ['team/app', '1.0'],
    ['team/app', '2.0'],
    ['team/web', '1.0'],
  ] as const) {
    const images = forPlatforms(`${repository}:${tag}`, AMD64)
    await pushImage({ url: seeding.url, fetch: pusher.fetch, repository, tag, images })
  }
  await pusher.close()
  await closeServer(seeding.server)

  const state: ApiState = {
    accounts: createAccounts(now),
    logins: new Map(),
    repositories: ['team/app', 'team/web'],
    fault: undefined,
    actions: [],
  }
  const publicTokens = new Map<string, GivenLogin | undefined>()
  const ecr = createRegistry({ storage, authorize: (access) => authorizeEcr(state, access) })
  const publicEcr = createRegistry({
    storage,
    authorize: (access) => authorizePublic(state, publicTokens, access),
  })

  function publicToken({ headers: { authorization } }: IncomingMessage): [status: number, body: unknown] {
    if (world.limit) return [429, ociErrors('TOOMANYREQUESTS', world.limit)]
    const password = Buffer.from(authorization?.slice(6) ?? '', 'base64')
      .toString()
      .slice('AWS:'.length)
    const login = state.logins.get(password)
    if (authorization && (!login || login.endsAt <= now())) {
      return [401, ociErrors('DENIED', 'Your Authorization Token is invalid.')]
    }
    const token = randomUUID()
    publicTokens.set(token, login)
    return [200, { token }]
  }

  /** Layers come from a store of objects, to which a signed address leads and no login belongs. */
  function redirectToStore(region: string, request: IncomingMessage, response: ServerResponse): boolean {
    const match = /^\/v2\/(.+)\/blobs\/(sha256:[0-9a-f]{64})$/.exec(request.url ?? '')
    if (request.method !== 'GET' || !match) return false
    const [, repository = '', digest] = match
    const access = { action: 'pull', repository, request } as const
    if (authorizeEcr(state, access)) return false
    const store = `https://prod-${region}-starport-layer-bucket.s3.${region}.amazonaws.com`
    response.writeHead(307, { location: `${store}/${repository}/${digest}?X-Amz-Signature=x` }).end()
    return true
  }

  function serveStore(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization) {
      response.writeHead(400).end('Only one auth mechanism allowed')
      return
    }
    const [, repository, digest] = /^\/(.+)\/(sha256:[0-9a-f]{64})\?/.exec(request.url ?? '') ?? []
    request.url = `/v2/${repository}/blobs/${digest}`
    void open.handle(request, response)
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = String(request.headers[ASKED_ORIGIN])
    const region = REGISTRY.exec(origin)?.[1]
    if (world.beside?.(origin, request, response)) return
    if (isApi(origin)) await answerApi(state, origin, request, response)
    else if (STORE.test(origin)) serveStore(request, response)
    else if (region) redirectToStore(region, request, response) || (await ecr.handle(request, response))
    else if (origin !== PUBLIC) response.writeHead(404).end()
    else if (request.url?.startsWith('/token/')) answerJson(response, ...publicToken(request))
    else await publicEcr.handle(request, response)
  }
  const { server, url } = await listen((request, response) => void answer(request, response))
  const mapped = createMappedFetch(() => url)
  const world: AwsWorld = {
    fetch: mapped.fetch,
    accounts: state.accounts,
    state,
    seen: mapped.seen,
    beside: undefined,
    limit: undefined,
    reset() {
      const fresh = createAccounts(now)
      const { accounts } = state
      accounts.keys.splice(0, accounts.keys.length, ...fresh.keys)
      accounts.roles.splice(0, accounts.roles.length, ...fresh.roles)
      accounts.webTokens.clear()
      accounts.regionsOff.clear()
      accounts.policy = fresh.policy
      state.fault = undefined
      state.actions.length = 0
      world.beside = undefined
      world.limit = undefined
    },
    async close() {
      await mapped.close()
      await closeServer(server)
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return world
}
