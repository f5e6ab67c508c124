import { expect, test } from 'vitest'
import {
  DOCKER_FOREIGN_LAYER,
  DOCKER_MANIFEST,
  digestOf,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_LAYER_GZIP,
  OCI_MANIFEST,
  sha256Digest,
} from '../../spec/index.ts'
import type { PushEvent } from '../index.ts'
import { indexBytes, manifestBytes } from '../testing/manifest-bytes.ts'
import {
  codesOf,
  pushImage,
  type RunningRegistry,
  startRegistry,
  tickingClock,
} from '../testing/running-registry.ts'

const ABSENT = sha256Digest(Buffer.from('absent'))

const put = (
  { fetch }: RunningRegistry,
  reference: string,
  bytes: Uint8Array | string,
  type: string | null = OCI_MANIFEST,
  repository = 'acme/app',
) =>
  fetch(`/v2/${repository}/manifests/${reference}`, {
    method: 'PUT',
    // A Blob without a type sends no Content-Type.
    body: new Blob([Buffer.from(bytes)]),
    headers: type === null ? {} : { 'content-type': type },
  })

test('a manifest comes back byte for byte by tag and by digest, with its type', async () => {
  const registry = await startRegistry()
  const { digest } = await pushImage(registry.storage, 'acme/app')
  const { bytes } = await pushImage(registry.storage, 'acme/app')
  const answer = await put(registry, '1.0', bytes)
  expect(answer.status).toBe(201)
  expect(answer.headers.get('location')).toBe(`/v2/acme/app/manifests/${digest}`)
  expect(answer.headers.get('docker-content-digest')).toBe(digest)
  for (const reference of ['1.0', digest]) {
    const got = await registry.fetch(`/v2/acme/app/manifests/${reference}`)
    expect(got.headers.get('content-type')).toBe(OCI_MANIFEST)
    expect(got.headers.get('docker-content-digest')).toBe(digest)
    expect(Buffer.from(await got.bytes()).equals(bytes)).toBe(true)
    const head = await registry.fetch(`/v2/acme/app/manifests/${reference}`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
  }
})

test('a manifest that the client has already is 304', async () => {
  const registry = await startRegistry()
  const { bytes, digest } = await pushImage(registry.storage, 'acme/app')
  await put(registry, '1.0', bytes)
  const headers = { 'if-none-match': `"other", "${digest}"` }
  expect((await registry.fetch('/v2/acme/app/manifests/1.0', { headers })).status).toBe(304)
})

test('a tag moves to the manifest that was pushed last', async () => {
  const registry = await startRegistry()
  const one = await pushImage(registry.storage, 'acme/app', 'one')
  const two = await pushImage(registry.storage, 'acme/app', 'two')
  await put(registry, 'latest', one.bytes)
  await put(registry, 'latest', two.bytes)
  const got = await registry.fetch('/v2/acme/app/manifests/latest')
  expect(got.headers.get('docker-content-digest')).toBe(two.digest)
  expect((await registry.fetch(`/v2/acme/app/manifests/${one.digest}`)).status).toBe(200)
})

test('a manifest is refused when its digest is not that of the address', async () => {
  const registry = await startRegistry()
  const { bytes } = await pushImage(registry.storage, 'acme/app')
  for (const reference of [ABSENT, 'sha256:short', 'md5:d41d8cd98f00b204e9800998ecf8427e']) {
    const answer = await put(registry, reference, bytes)
    expect([answer.status, await codesOf(answer)]).toEqual([400, ['DIGEST_INVALID']])
  }
})

test('a manifest may be pushed by its sha512 digest', async () => {
  const registry = await startRegistry()
  const { bytes } = await pushImage(registry.storage, 'acme/app')
  const digest = digestOf('sha512', bytes)
  expect((await put(registry, digest, bytes)).status).toBe(201)
  expect((await registry.fetch(`/v2/acme/app/manifests/${digest}`)).status).toBe(200)
})

test.each([
  ['no JSON', 'nonsense', OCI_MANIFEST],
  ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), OCI_MANIFEST],
  ['a list', '[]', OCI_MANIFEST],
  ['empty', '', OCI_MANIFEST],
  ['another type than its own', indexBytes({}), OCI_MANIFEST],
  ['of no known type', '{}', 'text/plain'],
  ['Docker schema 1', '{"schemaVersion":1}', 'application/vnd.docker.distribution.manifest.v1+json'],
  ['image and index at once', manifestBytes({ manifests: [], layers: [] }), OCI_MANIFEST],
  ['without a config', manifestBytes({ layers: [] }), OCI_MANIFEST],
  [
    'with a malformed digest',
    manifestBytes({ config: { mediaType: OCI_CONFIG, size: 2, digest: '../../x' }, layers: [] }),
    OCI_MANIFEST,
  ],
])('a manifest that is %s is MANIFEST_INVALID', async (_, bytes, type) => {
  const registry = await startRegistry()
  const answer = await put(registry, '1.0', bytes, type)
  expect([answer.status, await codesOf(answer)]).toEqual([400, ['MANIFEST_INVALID']])
  expect((await registry.fetch('/v2/acme/app/manifests/1.0')).status).toBe(404)
})

test('a manifest without a Content-Type is taken by what it is', async () => {
  const registry = await startRegistry()
  const { bytes } = await pushImage(registry.storage, 'acme/app')
  expect((await put(registry, '1.0', bytes, null)).status).toBe(201)
  expect((await put(registry, '2.0', indexBytes({}), `${OCI_INDEX}; charset=utf-8`)).status).toBe(201)
  const got = await registry.fetch('/v2/acme/app/manifests/2.0')
  expect(got.headers.get('content-type')).toBe(OCI_INDEX)
})

test('a manifest of more than 4 MiB is refused, with and without a length given', async () => {
  const registry = await startRegistry()
  const large = Buffer.alloc(4 * 1024 * 1024 + 1, 0x20)
  const answer = await put(registry, '1.0', large)
  expect([answer.status, await codesOf(answer)]).toEqual([413, ['SIZE_INVALID']])
  const streamed = await registry.fetch('/v2/acme/app/manifests/1.0', {
    method: 'PUT',
    body: new Blob([large]).stream(),
    duplex: 'half',
  })
  expect(streamed.status).toBe(413)
})

test('a manifest may not come before its blobs, nor an index before its manifests', async () => {
  const registry = await startRegistry()
  const { bytes, digest } = await pushImage(registry.storage, 'acme/app')
  const elsewhere = await put(registry, '1.0', bytes, OCI_MANIFEST, 'acme/other')
  expect([elsewhere.status, await codesOf(elsewhere)]).toEqual([404, ['MANIFEST_BLOB_UNKNOWN']])
  const index = indexBytes({ manifests: [{ mediaType: OCI_MANIFEST, digest, size: bytes.length }] })
  expect((await put(registry, 'multi', index, OCI_INDEX)).status).toBe(404)
  await put(registry, digest, bytes)
  expect((await put(registry, 'multi', index, OCI_INDEX)).status).toBe(201)
})

test('foreign layers and the subject need not be there', async () => {
  const registry = await startRegistry()
  const { config } = await pushImage(registry.storage, 'acme/app')
  const bytes = manifestBytes({
    mediaType: DOCKER_MANIFEST,
    config: { mediaType: OCI_CONFIG, digest: config, size: 2 },
    layers: [{ mediaType: DOCKER_FOREIGN_LAYER, digest: ABSENT, size: 5 }],
    subject: { mediaType: OCI_MANIFEST, digest: ABSENT, size: 5 },
  })
  const answer = await put(registry, '1.0', bytes, DOCKER_MANIFEST)
  expect([answer.status, answer.headers.get('oci-subject')]).toEqual([201, ABSENT])
})

test('tags can be given along with a digest', async () => {
  const registry = await startRegistry()
  const { bytes, digest } = await pushImage(registry.storage, 'acme/app')
  const answer = await put(registry, `${digest}?tag=1.0&tag=latest`, bytes)
  expect([answer.status, answer.headers.get('oci-tag')]).toEqual([201, '1.0, latest'])
  for (const tag of ['1.0', 'latest']) {
    expect((await registry.fetch(`/v2/acme/app/manifests/${tag}`)).status).toBe(200)
  }
  expect((await put(registry, `${digest}?tag=-bad`, bytes)).status).toBe(400)
})

test('a tag that cannot be one is refused on push and unknown on pull', async () => {
  const registry = await startRegistry()
  const { bytes } = await pushImage(registry.storage, 'acme/app')
  for (const tag of ['-x', '.x', 'a%20b', 'x'.repeat(129), '..%2F..%2Fx', '%00']) {
    const answer = await put(registry, tag, bytes)
    expect([answer.status, await codesOf(answer)]).toEqual([400, ['MANIFEST_INVALID']])
    expect((await registry.fetch(`/v2/acme/app/manifests/${tag}`)).status).toBe(404)
  }
})

test('deleting a tag leaves the manifest, deleting a manifest takes its tags', async () => {
  const registry = await startRegistry()
  const { bytes, digest } = await pushImage(registry.storage, 'acme/app')
  for (const tag of ['a', 'b', 'c']) await put(registry, tag, bytes)
  const remove = (reference: string) =>
    registry.fetch(`/v2/acme/app/manifests/${reference}`, { method: 'DELETE' })
  expect((await remove('a')).status).toBe(202)
  expect((await registry.fetch('/v2/acme/app/manifests/a')).status).toBe(404)
  expect((await registry.fetch('/v2/acme/app/manifests/b')).status).toBe(200)
  expect((await remove(digest)).status).toBe(202)
  for (const reference of ['b', 'c', digest]) {
    const answer = await registry.fetch(`/v2/acme/app/manifests/${reference}`)
    expect([answer.status, await codesOf(answer)]).toEqual([404, ['MANIFEST_UNKNOWN']])
  }
  expect((await remove(digest)).status).toBe(404)
  expect(await registry.storage.tags.list('acme/app')).toEqual([])
})

test('a push is told when it is durable: once for each tag, or for the digest', async () => {
  const events: PushEvent[] = []
  const registry = await startRegistry({
    clock: tickingClock(),
    onPush: async (event) => {
      expect(await registry.storage.manifests.get(event.repository, event.digest)).toBeDefined()
      events.push(event)
    },
  })
  const { bytes, digest } = await pushImage(registry.storage, 'acme/app')
  await put(registry, digest, bytes)
  await put(registry, '1.0', bytes)
  const common = { repository: 'acme/app', digest, mediaType: OCI_MANIFEST, size: bytes.length }
  expect(events).toEqual([
    { ...common, reference: digest, time: expect.stringMatching(/^2026-01-01T/) },
    { ...common, reference: '1.0', tag: '1.0', time: expect.stringMatching(/^2026-01-01T/) },
  ])
})

test('a push whose listener fails is not answered as done', async () => {
  const registry = await startRegistry({
    onPush: () => Promise.reject(new Error('no room in the ledger')),
  })
  const { bytes } = await pushImage(registry.storage, 'acme/app')
  const answer = await put(registry, '1.0', bytes)
  expect([answer.status, await codesOf(answer)]).toEqual([500, ['UNKNOWN']])
  expect(registry.errors).toEqual([expect.objectContaining({ message: 'no room in the ledger' })])
})

test('an image of layers that repeat counts each of them once', async () => {
  const registry = await startRegistry()
  const { layer, config } = await pushImage(registry.storage, 'acme/app')
  const repeated = { mediaType: OCI_LAYER_GZIP, digest: layer, size: 5 }
  const bytes = manifestBytes({
    config: { mediaType: OCI_CONFIG, digest: config, size: 2 },
    layers: Array.from({ length: 200 }, () => repeated),
  })
  expect((await put(registry, '1.0', bytes)).status).toBe(201)
  expect(await registry.storage.repositories.size('acme/app')).toBe(bytes.length + 5 + 2)
})
