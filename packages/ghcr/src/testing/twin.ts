import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { TokenInput } from '../administration/administration.ts'
import type { TwinSeed } from '../seed.ts'
import { type RunningTwin, startTwin, type TwinOptions } from '../twin.ts'

/** A time that stands still until a test moves it. */
interface TestClock {
  now(): Date
  advance(ms: number): void
}

function createTestClock(start = '2026-06-01T12:00:00Z'): TestClock {
  let time = Date.parse(start)
  return {
    now: () => new Date(time),
    advance: (ms) => {
      time += ms
    },
  }
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-twin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** `Acme` with an administrator, a member, an invited user; `zoe` stands outside. */
export const ACME: TwinSeed = {
  users: [{ login: 'alice' }, { login: 'bob' }, { login: 'penny' }, { login: 'zoe' }],
  organizations: [
    {
      login: 'Acme',
      members: [{ login: 'alice', role: 'admin' }, { login: 'bob' }, { login: 'penny', state: 'pending' }],
    },
  ],
  repositories: [
    { owner: 'Acme', name: 'shop', private: true },
    { owner: 'Acme', name: 'site', private: false },
  ],
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The JSON of the body; undefined where it is empty or none. */
  readonly json: unknown
}

export interface TestTwin extends RunningTwin {
  readonly clock: TestClock
  readonly data: string
  /** Creates a token of `alice` unless told, and gives it plain. */
  token(input?: Partial<TokenInput>): Promise<string>
  /** Sends a request; a path goes to the twin. Redirects are not followed. */
  ask(path: string, init?: RequestInit): Promise<Answer>
  /** `GET /api/v3…` with a token. */
  api(path: string, token?: string, method?: string): Promise<Answer>
  /** `GET /token` for scopes such as `repository:acme/app:pull`. */
  exchange(scope: string, token?: string): Promise<Answer>
  /** A request to `/v2/…` as a client makes it: with the token that `/token` gives for the scope, if it gives one. */
  registry(method: string, repository: string, path: string, token?: string): Promise<Answer>
  /** Pushes an image of one layer with a credential that may; gives its manifest's digest. */
  push(repository: string, tag: string, token: string, image?: TestImage): Promise<string>
}

export interface TestImage {
  readonly labels?: Record<string, string>
  readonly annotations?: Record<string, string>
  readonly layer?: string
}

export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const basic = (token: string, username = 'x'): string =>
  `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`
/** What ghcr.io takes as a bearer in place of a registry token. */
export const encoded = (token: string): string => `Bearer ${Buffer.from(token).toString('base64')}`
export const digestOf = (bytes: string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

export async function startTestTwin(options: Partial<TwinOptions> = {}): Promise<TestTwin> {
  const clock = createTestClock()
  const data = options.data ?? (await temporaryFolder())
  const twin = await startTwin({ mode: 'ghcr', clock, seed: ACME, ...options, data })
  onTestFinished(() => twin.close())

  const ask: TestTwin['ask'] = async (path, init = {}) => {
    const response = await fetch(new URL(path, twin.url), { redirect: 'manual', ...init })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parse(text) }
  }
  const exchange: TestTwin['exchange'] = (scope, token) => {
    const query = new URLSearchParams({ service: 'ghcr.io', scope })
    return ask(`/token?${query}`, token === undefined ? {} : { headers: { authorization: basic(token) } })
  }
  return {
    ...twin,
    clock,
    data,
    ask,
    exchange,
    token: async (input = {}) => (await twin.state.createToken({ login: 'alice', ...input })).value.reveal(),
    api: (path, token, method = 'GET') =>
      ask(`/api/v3${path}`, {
        method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      }),
    registry: async (method, repository, path, token) => {
      const actions = method === 'GET' || method === 'HEAD' ? 'pull' : 'pull,push'
      const exchanged = await exchange(`repository:${repository}:${actions}`, token)
      if (exchanged.status !== 200) return exchanged
      const { token: bearer } = exchanged.json as { token: string }
      return ask(`/v2/${repository}/${path}`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, accept: MANIFEST },
      })
    },
    push: (repository, tag, token, image) => pushImage(twin.url, repository, tag, encoded(token), image),
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Pushes as the distribution spec says, blob by blob. */
export async function pushImage(
  url: string,
  repository: string,
  tag: string,
  authorization: string | undefined,
  { labels, annotations, layer = `layer of ${repository}:${tag}` }: TestImage = {},
): Promise<string> {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
  const send = async (path: string, init: RequestInit, status: number): Promise<Response> => {
    const response = await fetch(new URL(path, url), { ...init, headers: { ...headers, ...init.headers } })
    if (response.status === status) return response
    throw new Error(`${init.method} ${path}: ${response.status} ${await response.text()}`)
  }
  const pushBlob = async (content: string) => {
    const started = await send(`/v2/${repository}/blobs/uploads/`, { method: 'POST' }, 202)
    const location = started.headers.get('location') ?? ''
    await send(`${location}?digest=${digestOf(content)}`, { method: 'PUT', body: content }, 201)
    return { digest: digestOf(content), size: Buffer.byteLength(content) }
  }
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64', config: { Labels: labels ?? null } })
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...(await pushBlob(config)) },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...(await pushBlob(layer)) }],
    ...(annotations ? { annotations } : {}),
  })
  await send(
    `/v2/${repository}/manifests/${tag}`,
    { method: 'PUT', body: manifest, headers: { 'content-type': MANIFEST } },
    201,
  )
  return digestOf(manifest)
}

/** The one entry of a registry's error body. */
export function ociError({ json }: Answer): { code: string; message: string } | undefined {
  return (json as { errors?: { code: string; message: string }[] } | undefined)?.errors?.[0]
}

/** `DENIED/denied`, as the tables of the facts write it. */
export function refusal(answer: Answer): string {
  const error = ociError(answer)
  return `${answer.status} ${error ? `${error.code}/${error.message}` : answer.text}`
}

/** Message of an API refusal with its status. */
export const apiRefusal = ({ status, json }: Answer): string =>
  `${status} ${(json as { message?: string } | undefined)?.message ?? ''}`
