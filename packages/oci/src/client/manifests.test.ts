import { describe, expect, test } from 'vitest'
import { type Content, content, sampleImage } from '../../test/image.ts'
import { ociError, serve } from '../../test/scripted-server.ts'
import { credential, signal, testClient } from '../../test/test-client.ts'
import { DOCKER_MANIFEST, digestOf, MANIFEST_MEDIA_TYPES, OCI_MANIFEST } from '../spec/index.ts'

const { manifest } = sampleImage()
const { digest, mediaType, size } = manifest.descriptor

const serving = (
  { bytes, descriptor }: Content = manifest,
  headers: Record<string, string | undefined> = {},
) =>
  serve((request, response) => {
    const all = {
      'content-type': descriptor.mediaType,
      'content-length': String(bytes.byteLength),
      'docker-content-digest': descriptor.digest,
      ...headers,
    }
    for (const [name, value] of Object.entries(all)) if (value !== undefined) response.setHeader(name, value)
    response.end(request.method === 'HEAD' ? undefined : bytes)
  })

describe('resolve', () => {
  test('is one HEAD that accepts every media type', async () => {
    const server = await serving()
    expect(await testClient(server).resolve('acme/app', '1.0', signal())).toEqual({ mediaType, digest, size })
    expect(server.lines()).toEqual(['HEAD /v2/acme/app/manifests/1.0'])
    for (const type of MANIFEST_MEDIA_TYPES) expect(server.seen[0]?.headers.accept).toContain(type)
  })

  test.each(['docker-content-digest', 'content-type'])(
    'reads and hashes the manifest where HEAD has no %s',
    async (header) => {
      const server = await serving(manifest, { [header]: undefined })
      expect(await testClient(server).resolve('acme/app', '1.0', signal())).toEqual({
        mediaType,
        digest,
        size,
      })
      expect(server.lines()).toEqual(['HEAD /v2/acme/app/manifests/1.0', 'GET /v2/acme/app/manifests/1.0'])
    },
  )

  test('works where HEAD is not allowed', async () => {
    const server = await serve((request, response) => {
      if (request.method === 'HEAD') return void response.writeHead(405).end()
      response.writeHead(200, { 'content-type': mediaType }).end(manifest.bytes)
    })
    expect(await testClient(server).resolve('acme/app', '1.0', signal())).toEqual({ mediaType, digest, size })
  })

  test.each([
    [403, 'DENIED', 'permission_denied: read_package', 'credential.denied'],
    [404, 'MANIFEST_UNKNOWN', 'manifest unknown', 'image.not_found'],
    [404, 'NAME_UNKNOWN', 'repository name not known to registry', 'image.not_found'],
  ])(
    'tells why: after a HEAD without a body the %i is read by GET (%s)',
    async (status, ociCode, ociMessage, code) => {
      const server = await serve((request, response) => {
        if (request.method === 'HEAD') return void response.writeHead(status).end()
        return ociError(response, status, ociCode, ociMessage)
      })
      const client = testClient({ ...server, credential: credential('a', 'b') })
      await expect(client.resolve('acme/app', '1.0', signal())).rejects.toMatchObject({
        code,
        details: { status, ociCode, ociMessage, exchanges: [{}, {}] },
      })
    },
  )
})

describe('manifest', () => {
  test('gives the bytes, what they say and their descriptor', async () => {
    const server = await serving()
    const found = await testClient(server).manifest('acme/app', '1.0', signal())
    expect(found.descriptor).toEqual({ mediaType, digest, size })
    expect(Buffer.from(found.bytes)).toEqual(manifest.bytes)
    expect(found.content).toMatchObject({ kind: 'image', layers: [{ size: 1000 }] })
  })

  test('hashes the bytes itself where the registry sends no digest', async () => {
    const server = await serving(manifest, { 'docker-content-digest': undefined })
    expect((await testClient(server).manifest('acme/app', '1.0', signal())).descriptor.digest).toBe(digest)
  })

  test('checks a sha512 digest by its own algorithm', async () => {
    const long = digestOf('sha512', manifest.bytes)
    const server = await serving(manifest, { 'docker-content-digest': undefined })
    expect((await testClient(server).manifest('acme/app', long, signal())).descriptor.digest).toBe(long)
    const other = digestOf('sha512', Buffer.from('other'))
    await expect(testClient(server).manifest('acme/app', other, signal())).rejects.toMatchObject({
      code: 'image.digest_mismatch',
    })
  })

  test('other bytes than the digest names are refused, whatever the header says', async () => {
    const wanted = content(OCI_MANIFEST, { other: true }).descriptor.digest
    const server = await serving(manifest, { 'docker-content-digest': wanted })
    await expect(testClient(server).manifest('acme/app', wanted, signal())).rejects.toMatchObject({
      code: 'image.digest_mismatch',
      details: { expected: wanted, found: digest },
    })
    await expect(testClient(server).manifest('acme/app', '1.0', signal())).rejects.toMatchObject({
      code: 'image.digest_mismatch',
    })
  })

  test('more than 4 MiB is refused without being read to its end', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': mediaType })
      const piece = Buffer.alloc(1024 * 1024, ' ')
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    await expect(testClient(server).manifest('acme/app', '1.0', signal())).rejects.toMatchObject({
      code: 'registry.bad_answer',
      details: { status: 200, exchanges: [{}] },
    })
  })

  test.each([
    ['a web page', 'text/html', '<html></html>'],
    ['no JSON', mediaType, 'garbage'],
    ['JSON of another shape', mediaType, '[]'],
    ['two kinds at once', '', '{"manifests":[],"layers":[]}'],
    ['another type than its header says', DOCKER_MANIFEST, manifest.bytes.toString()],
    ['Docker schema 1', 'application/vnd.docker.distribution.manifest.v1+prettyjws', '{"schemaVersion":1}'],
  ])('%s is a bad answer', async (_what, type, body) => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-type': type }).end(body),
    )
    await expect(testClient(server).manifest('acme/app', '1.0', signal())).rejects.toMatchObject({
      code: 'registry.bad_answer',
      details: { exchange: { answered: '200' } },
    })
  })

  test.each([
    ['Acme/app', '1.0'],
    ['acme/../app', '1.0'],
    ['acme/app', '../../token'],
    ['acme/app', 'sha256:short'],
    ['acme/app', '1.0?x=y'],
  ])('%s and %s never become part of an address', async (repository, reference) => {
    const server = await serving()
    const client = testClient(server)
    await expect(client.manifest(repository, reference, signal())).rejects.toMatchObject({
      code: 'image.reference_invalid',
    })
    await expect(client.resolve(repository, reference, signal())).rejects.toMatchObject({
      code: 'image.reference_invalid',
    })
    await expect(
      client.pushManifest(repository, reference, manifest.bytes, mediaType, signal()),
    ).rejects.toMatchObject({ code: 'image.reference_invalid' })
    expect(server.seen).toHaveLength(0)
  })
})

describe('pushManifest', () => {
  test('sends the bytes as they are and gives their digest', async () => {
    const bodies: Buffer[] = []
    const server = await serve(async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request.raw) pieces.push(piece as Buffer)
      bodies.push(Buffer.concat(pieces))
      response.writeHead(201, { 'docker-content-digest': digest }).end()
    })
    expect(
      await testClient(server).pushManifest('acme/app', '1.0', manifest.bytes, mediaType, signal()),
    ).toBe(digest)
    expect(server.seen[0]).toMatchObject({
      method: 'PUT',
      path: '/v2/acme/app/manifests/1.0',
      headers: { 'content-type': mediaType, 'content-length': String(size) },
    })
    expect(bodies).toEqual([manifest.bytes])
  })

  test('by a digest that the bytes do not have is refused before it is sent', async () => {
    const server = await serving()
    const other = content(OCI_MANIFEST, {}).descriptor.digest
    await expect(
      testClient(server).pushManifest('acme/app', other, manifest.bytes, mediaType, signal()),
    ).rejects.toMatchObject({ code: 'image.digest_mismatch' })
    expect(server.seen).toHaveLength(0)
  })

  test('a registry that stored something else is found out', async () => {
    const other = content(OCI_MANIFEST, {}).descriptor.digest
    const server = await serve(
      (_request, response) => void response.writeHead(201, { 'docker-content-digest': other }).end(),
    )
    await expect(
      testClient(server).pushManifest('acme/app', '1.0', manifest.bytes, mediaType, signal()),
    ).rejects.toMatchObject({ code: 'image.digest_mismatch' })
  })
})
