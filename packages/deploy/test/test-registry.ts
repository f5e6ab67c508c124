import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Digest, normalizeArchitecture } from '@fairlead/core'
import { type AssembledImage, assembleImage } from '@fairlead/oci/assemble'
import { createFileStorage, createRegistry, REGISTRY_SERVER_OPTIONS } from '@fairlead/oci/registry'

/** The program in the test images: serves /www on port 8080 until it is told to end. It needs nothing else. */
export const SERVE = ['--servedir=/www', '--serve=0.0.0.0:8080', '--watch=forever']

export interface TestRegistry {
  /** `127.0.0.1:40123`. */
  readonly host: string
  /** Pushes an image whose page says `text`, to `acme/app`. */
  push(text: string): Promise<Digest>
  /** Pushes an index that has an image for one platform only, which no test machine is. */
  pushForeign(): Promise<Digest>
  /** Authorization headers of the requests for manifests, as they came. */
  readonly authorizations: readonly (string | undefined)[]
  /** From now on every pull is refused with this status. */
  refuse(status: number, code: string, message: string): void
  close(): Promise<void>
}

export const REPOSITORY = 'acme/app'

/** A registry on loopback, which every engine trusts without TLS, that asks for a login as private ones do. */
export async function startTestRegistry(): Promise<TestRegistry> {
  const root = await mkdtemp(join(tmpdir(), 'fairlead-registry-'))
  let refusal: { status: number; errors: { code: string; message: string }[] } | undefined
  const authorizations: (string | undefined)[] = []
  const registry = createRegistry({
    storage: await createFileStorage(root),
    authorize: async ({ action, request }) => {
      if (action === 'pull') authorizations.push(request.headers.authorization)
      if (action === 'push' || request.headers.authorization !== undefined) {
        return action === 'pull' ? refusal : undefined
      }
      return {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="test"' },
        errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }],
      }
    },
  })
  const server = createServer(REGISTRY_SERVER_OPTIONS, (request, response) => {
    void registry.handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    authorizations,
    push: async (text) => pushImage(`http://${host}`, await testImage(text)),
    pushForeign: async () => {
      const image = await testImage('foreign')
      await pushImage(`http://${host}`, image)
      return pushIndex(`http://${host}`, image)
    },
    refuse: (status, code, message) => {
      refusal = { status, errors: [{ code, message }] }
    },
    close: async () => {
      if (!server.listening) return
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function testImage(text: string): Promise<AssembledImage> {
  const platform = { os: 'linux', architecture: normalizeArchitecture(process.arch) }
  const binary = createRequire(import.meta.url).resolve(`@esbuild/linux-${process.arch}/bin/esbuild`)
  return assembleImage(
    [
      [{ path: '/bin/esbuild', content: await readFile(binary), mode: 0o755 }],
      [{ path: '/www/index.html', content: Buffer.from(text) }],
    ],
    { platform, entrypoint: ['/bin/esbuild'], command: SERVE },
  )
}

async function pushImage(url: string, image: AssembledImage): Promise<Digest> {
  for (const blob of image.blobs) {
    const opened = await expectStatus(
      202,
      fetch(`${url}/v2/${REPOSITORY}/blobs/uploads/`, { method: 'POST' }),
    )
    const place = new URL(opened.headers.get('location') ?? '', url)
    place.searchParams.set('digest', blob.digest)
    await expectStatus(201, fetch(place, { method: 'PUT', body: Buffer.from(blob.bytes) }))
  }
  const { mediaType, digest, bytes } = image.manifest
  return pushManifest(url, mediaType, digest, bytes)
}

async function pushIndex(url: string, { manifest }: AssembledImage): Promise<Digest> {
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const { digest, size } = manifest
  const platform = { os: 'linux', architecture: 's390x' }
  const index = {
    schemaVersion: 2,
    mediaType,
    manifests: [{ mediaType: manifest.mediaType, digest, size, platform }],
  }
  const bytes = Buffer.from(JSON.stringify(index))
  return pushManifest(url, mediaType, `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes)
}

async function pushManifest(
  url: string,
  mediaType: string,
  digest: Digest,
  bytes: Uint8Array,
): Promise<Digest> {
  const place = `${url}/v2/${REPOSITORY}/manifests/${digest}`
  const headers = { 'content-type': mediaType }
  await expectStatus(201, fetch(place, { method: 'PUT', headers, body: Buffer.from(bytes) }))
  return digest
}

async function expectStatus(status: number, answer: Promise<Response>): Promise<Response> {
  const response = await answer
  if (response.status !== status)
    throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
  return response
}
