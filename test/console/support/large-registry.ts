import { createServer, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { assembleImage } from '@fairlead/oci/assemble'

/** A host that answers as ghcr.io and the GitHub API do, for one image with as many tags as are asked for. */
export interface LargeRegistry {
  readonly registry: string
  readonly api: string
  /** The tags, newest first. */
  readonly tags: readonly string[]
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[]
  /** How many manifests were read at the same time, at most. */
  mostAtOnce(): number
  close(): Promise<void>
}

export const LARGE_IMAGE = 'acme/many'
const DAY_MS = 86_400_000
const MANIFEST_MS = 20

// The twin keeps each manifest in a file: ten thousand of them take minutes to push and seconds to list.
export async function startLargeRegistry(count: number): Promise<LargeRegistry> {
  const image = assembleImage([[{ path: '/app', content: Buffer.from('app') }]], {
    platform: { os: 'linux', architecture: 'amd64' },
    entrypoint: ['/app'],
    exposedPorts: ['8080/tcp'],
  })
  const { manifest } = image
  const tags = Array.from(
    { length: count },
    (_, number) => `build-${String(number).padStart(5, '0')}`,
  ).reverse()
  const newest = Date.now()
  const asked: string[] = []
  let reading = 0
  let most = 0

  const json = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  const bytes = (response: ServerResponse, body: Uint8Array, type: string, digest: string) =>
    response.writeHead(200, { 'content-type': type, 'docker-content-digest': digest }).end(body)
  const next = (to: URL, more: boolean) => (more ? { link: `<${to}>; rel="next"` } : {})

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    asked.push(url.pathname + url.search)
    const { pathname, searchParams } = url
    if (pathname === `/v2/${LARGE_IMAGE}/tags/list`) {
      // Oldest first, as ghcr.io lists them.
      const all = tags.toReversed()
      const start = all.indexOf(searchParams.get('last') ?? '') + 1
      const page = all.slice(start, start + 1000)
      const to = new URL(url)
      to.searchParams.set('last', page.at(-1) ?? '')
      return json(response, { name: LARGE_IMAGE, tags: page }, next(to, start + 1000 < count))
    }
    if (pathname === '/api/v3/orgs/acme/packages/container/many/versions') {
      const page = Number(searchParams.get('page') ?? 1)
      const found = tags.slice((page - 1) * 100, page * 100).map((tag, at) => ({
        id: (page - 1) * 100 + at + 1,
        name: manifest.digest,
        created_at: new Date(newest - ((page - 1) * 100 + at) * DAY_MS).toISOString(),
        metadata: { container: { tags: [tag] } },
      }))
      const to = new URL(url)
      to.searchParams.set('page', String(page + 1))
      return json(response, found, next(to, page * 100 < count))
    }
    const [, reference] = /^\/v2\/acme\/many\/manifests\/(.+)$/.exec(pathname) ?? []
    if (reference !== undefined) {
      reading += 1
      most = Math.max(most, reading)
      await delay(MANIFEST_MS)
      reading -= 1
      return bytes(response, manifest.bytes, manifest.mediaType, manifest.digest)
    }
    const blob = image.blobs.find(({ digest }) => pathname === `/v2/${LARGE_IMAGE}/blobs/${digest}`)
    if (blob) return bytes(response, blob.bytes, 'application/octet-stream', blob.digest)
    if (pathname === '/v2/') return json(response, {})
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}')
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const registry = `http://127.0.0.1:${address.port}`
  return {
    registry,
    api: `${registry}/api/v3`,
    tags,
    asked,
    mostAtOnce: () => most,
    async close() {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}
