import { createHash } from 'node:crypto'
import { Secret } from '@fairlead/core'
import { onTestFinished } from 'vitest'
import { createRegistryClient, type RegistryClient } from '../../src/client/index.ts'
import { createPinnedConnector } from '../../src/net/guarded-connector.ts'
import { createGuardedFetch, type Fetch, type GuardedFetch, type HostAddress } from '../../src/net/index.ts'
import { issue, issueAuthority } from '../certificates.ts'
import { type ProxyServer, serveProxy } from '../proxy-server.ts'
import { json, type ScriptedServer, type SeenRequest, serve } from '../scripted-server.ts'
import type { SsrfCase } from './ssrf-case.ts'

const authority = issueAuthority()
const certificate = issue({ name: 'registry', names: ['127.0.0.1'], issuer: authority })

const CREDENTIAL = { username: 'me', password: new Secret('pass-word') }
const BLOB = Buffer.from('ok')
const DIGEST = `sha256:${createHash('sha256').update(BLOB).digest('hex')}` as const

/** A registry that leads astray, another server that may be asked, and whoever is asked to go there. */
export interface Stage {
  /** Does what the case's way is; rejects as the case says. */
  attack(): Promise<unknown>
  /** Connections that were begun, `address:port`; those to anything but the two servers and the proxy came to nothing. */
  readonly connected: readonly string[]
  /** Those of them that lead to the registry, the other server or the proxy. */
  readonly known: ReadonlySet<string>
  readonly registry: ScriptedServer
  readonly other: ScriptedServer
  readonly proxy: ProxyServer
}

const hostOf = (url: string): string => new URL(url).host
const portOf = (url: string): number => Number(new URL(url).port)
const address = (text: string): HostAddress => ({ address: text, family: text.includes(':') ? 6 : 4 })

/** A guarded fetch that tells where it connects to, and gets no further than the known ones. */
function recordingFetch(
  { policy, names }: SsrfCase,
  known: ReadonlySet<string>,
): { fetch: GuardedFetch; connected: string[] } {
  const connected: string[] = []
  const connect = createPinnedConnector(5000)
  const fetch = createGuardedFetch({
    policy: {
      privateNetworks: 'deny',
      ...policy,
      allowedOrigins: [...known].map((origin) => ({ host: '127.0.0.1', port: portOf(`http://${origin}`) })),
    },
    lookup: async (host) => ({ 'evil.example': ['10.0.0.1'], ...names })[host]?.map(address) ?? [],
    connector: (options, callback) => {
      const port = options.port || (options.protocol === 'https:' ? '443' : '80')
      const targets = options.addresses.map((each) => `${each.address}:${port}`)
      connected.push(...targets)
      if (targets.every((target) => known.has(target))) connect(options, callback)
      else callback(Object.assign(new Error('recorded'), { code: 'ECONNREFUSED' }), null)
    },
  })
  onTestFinished(() => fetch.close())
  return { fetch, connected }
}

/** What the registry answers, which has `place` in the case's way. */
function registryAnswer(
  way: SsrfCase['way'],
  request: SeenRequest,
  place: string,
): readonly [number, Record<string, string>] {
  const isToken = request.path.startsWith('/token')
  if (way === 'realm' || way === 'unvouched-realm')
    return [401, { 'www-authenticate': `Bearer realm="${place}"` }]
  if (way === 'token-location') {
    const realm = `http://${request.headers.host}/token`
    return isToken ? [302, { location: place }] : [401, { 'www-authenticate': `Bearer realm="${realm}"` }]
  }
  if (way === 'link') return [200, { link: `<${place}>; rel="next"` }]
  if (way === 'upload') return request.method === 'POST' ? [202, { location: place }] : [404, {}]
  return [307, { location: place }]
}

function asker(
  client: RegistryClient,
  fetch: Fetch,
  { way, text }: SsrfCase,
  proxyUrl: string,
): () => Promise<unknown> {
  const { signal } = new AbortController()
  switch (way) {
    case 'url':
      return () => fetch(text)
    case 'dns':
      return () => fetch('http://case.example/')
    case 'proxy':
      return async () => fetch.via?.({ proxy: { url: text } })('https://8.8.8.8/')
    case 'tunnel':
      return async () => fetch.via?.({ proxy: { url: proxyUrl } })(text)
    case 'link':
      return () => Array.fromAsync(client.tags('acme/app', signal))
    case 'location':
      return () => client.blobBytes('acme/app', DIGEST, 100, signal)
    case 'upload':
      return () =>
        client.pushBlob(
          'acme/app',
          { digest: DIGEST, size: BLOB.byteLength },
          () => ReadableStream.from([BLOB]),
          signal,
        )
    default:
      return () => client.authenticate(signal)
  }
}

/** Sets a case up, with real servers on loopback. */
export async function setStage(given: SsrfCase): Promise<Stage> {
  const { way, text, tls } = given
  const other = await serve((_request, response) => json(response, 200, { token: 'stolen', tags: [] }))
  const registry = await serve(
    (request, response) => {
      const place = text
        .replaceAll('{registry}', registry.url)
        .replaceAll('{registry-host}', hostOf(registry.url))
        .replaceAll('{other}', other.url)
        .replaceAll('{path}', request.path)
      const [status, headers] = registryAnswer(way, request, place)
      json(response, status, { tags: [] }, headers)
    },
    tls ? certificate : undefined,
  )
  const proxy = await serveProxy({ route: () => undefined })
  const known = new Set([registry.url, other.url, proxy.url].map(hostOf))
  const names = way === 'dns' ? { 'case.example': text.split(' ') } : given.names
  const { fetch, connected } = recordingFetch({ ...given, ...(names ? { names } : {}) }, known)
  const client = createRegistryClient({
    url: registry.url,
    credential: CREDENTIAL,
    fetch: tls ? fetch.via({ caCertificates: authority.cert }) : fetch,
    retry: { attempts: 1 },
    trustRealm: () => way === 'realm',
  })
  return { attack: asker(client, fetch, given, proxy.url), connected, known, registry, other, proxy }
}
