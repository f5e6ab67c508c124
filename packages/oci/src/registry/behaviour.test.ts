import { expect, test } from 'vitest'
import { OCI_INDEX, OCI_MANIFEST, sha256Digest } from '../spec/index.ts'
import type { RegistryBehaviour } from './index.ts'
import { indexBytes, manifestBytes } from './testing/manifest-bytes.ts'
import { codesOf, pushImage, startRegistry } from './testing/running-registry.ts'

/** What is known of ghcr.io. */
const GHCR: RegistryBehaviour = {
  uploadPath: (repository, id) => `/v2/${repository}/blobs/upload/${id}`,
  uploadCancel: false,
  manifestDelete: false,
  referrers: false,
  strictAccept: true,
  maxChunkBytes: 4 * 1024 * 1024,
  headers: () => ({ 'X-GitHub-Request-Id': '04A5:4620B' }),
  blobRedirect: (_, digest) => `https://elsewhere.example/${digest}?signature=abc`,
}

test('the address of an upload can be another, and works', async () => {
  const { fetch } = await startRegistry({ behaviour: GHCR })
  const started = await fetch('/v2/acme/app/blobs/uploads/', { method: 'POST' })
  const location = started.headers.get('location') ?? ''
  expect(location).toMatch(/^\/v2\/acme\/app\/blobs\/upload\/[0-9a-f-]{36}$/)
  expect(started.headers.get('range')).toBe('0-0')
  expect(started.headers.get('docker-upload-uuid')).toBe(location.split('/').at(-1))
  const content = Buffer.from('hello')
  const put = await fetch(`${location}?digest=${sha256Digest(content)}`, { method: 'PUT', body: content })
  expect(put.status).toBe(201)
})

test('what is switched off is 405 UNSUPPORTED', async () => {
  const registry = await startRegistry({ behaviour: { ...GHCR, blobDelete: false } })
  const { bytes, digest, layer } = await pushImage(registry.storage, 'acme/app')
  await registry.storage.manifests.put('acme/app', bytes, OCI_MANIFEST)
  const { id } = await registry.storage.uploads.start('acme/app')
  for (const path of [`manifests/${digest}`, `blobs/${layer}`, `blobs/upload/${id}`]) {
    const answer = await registry.fetch(`/v2/acme/app/${path}`, { method: 'DELETE' })
    expect([answer.status, await codesOf(answer)]).toEqual([405, ['UNSUPPORTED']])
  }
})

test('without the referrers API there is no OCI-Subject, and a 404', async () => {
  const registry = await startRegistry({ behaviour: GHCR })
  const { config } = await pushImage(registry.storage, 'acme/app')
  const digest = sha256Digest(Buffer.from('subject'))
  const answer = await registry.fetch('/v2/acme/app/manifests/signature', {
    method: 'PUT',
    body: Buffer.from(
      manifestBytes({
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: config, size: 2 },
        layers: [],
        subject: { mediaType: OCI_MANIFEST, digest, size: 7 },
      }),
    ),
    headers: { 'content-type': OCI_MANIFEST },
  })
  expect([answer.status, answer.headers.get('oci-subject')]).toEqual([201, null])
  const listed = await registry.fetch(`/v2/acme/app/referrers/${digest}`)
  expect([listed.status, await codesOf(listed)]).toEqual([404, ['MANIFEST_UNKNOWN']])
})

test('a chunk over the limit is 416 and names the limit; a stream is not a chunk', async () => {
  const { fetch } = await startRegistry({ behaviour: GHCR })
  const started = await fetch('/v2/acme/app/blobs/uploads/', { method: 'POST' })
  const location = started.headers.get('location') ?? ''
  const body = Buffer.alloc(4 * 1024 * 1024 + 1)
  const chunk = { method: 'PATCH', body, headers: { 'content-range': `0-${body.length - 1}` } }
  const refused = await fetch(location, chunk)
  expect(refused.status).toBe(416)
  expect(await refused.json()).toEqual({
    errors: [
      {
        code: 'REQUESTED_RANGE_NOT_SATISFIABLE',
        message: 'the request body is too large and exceeds the maximum permissible limit of 4.00MiB',
      },
    ],
  })
  expect((await fetch(location, { method: 'PATCH', body })).status).toBe(202)
})

test('an Accept header that leaves the type out is MANIFEST_UNKNOWN', async () => {
  const registry = await startRegistry({ behaviour: GHCR })
  const { digest } = await registry.storage.manifests.put('acme/app', indexBytes({}), OCI_INDEX)
  const ask = (accept: string) => registry.fetch(`/v2/acme/app/manifests/${digest}`, { headers: { accept } })
  expect((await ask(`${OCI_MANIFEST}, ${OCI_INDEX}`)).status).toBe(200)
  const refused = await ask(OCI_MANIFEST)
  expect(refused.status).toBe(404)
  expect(await refused.json()).toEqual({
    errors: [
      {
        code: 'MANIFEST_UNKNOWN',
        message: 'OCI index found, but Accept header does not support OCI indexes',
      },
    ],
  })
})

test('blobs can be sent for elsewhere, for a GET and when they exist', async () => {
  const registry = await startRegistry({ behaviour: GHCR })
  const { layer } = await pushImage(registry.storage, 'acme/app')
  const answer = await registry.fetch(`/v2/acme/app/blobs/${layer}`)
  expect([answer.status, answer.headers.get('location')]).toEqual([
    307,
    `https://elsewhere.example/${layer}?signature=abc`,
  ])
  expect((await registry.fetch(`/v2/acme/app/blobs/${layer}`, { method: 'HEAD' })).status).toBe(200)
  expect((await registry.fetch(`/v2/acme/app/blobs/${sha256Digest(Buffer.from(''))}`)).status).toBe(404)
})

test('further headers are on every answer, and messages can be others', async () => {
  const { fetch } = await startRegistry({ behaviour: { ...GHCR, messages: { NAME_UNKNOWN: 'who?' } } })
  for (const path of ['/v2/', '/v2/nothing', '/v2/acme/app/tags/list']) {
    expect((await fetch(path)).headers.get('x-github-request-id')).toBe('04A5:4620B')
  }
  expect(await (await fetch('/v2/acme/app/tags/list')).json()).toMatchObject({
    errors: [{ code: 'NAME_UNKNOWN', message: 'who?' }],
  })
})

test('manifests may come before their content where the registry says so', async () => {
  const registry = await startRegistry({ behaviour: { sparseManifests: true } })
  const digest = sha256Digest(Buffer.from('absent'))
  const answer = await registry.fetch('/v2/acme/app/manifests/sparse', {
    method: 'PUT',
    body: Buffer.from(indexBytes({ manifests: [{ mediaType: OCI_MANIFEST, digest, size: 6 }] })),
    headers: { 'content-type': OCI_INDEX },
  })
  expect(answer.status).toBe(201)
})

test('behaviour that fails is a 500 or a closed connection, and the registry lives on', async () => {
  let broken = true
  const { fetch, errors } = await startRegistry({
    behaviour: {
      headers: () => {
        if (broken) throw new Error('broken')
        return {}
      },
    },
  })
  await expect(fetch('/v2/')).rejects.toThrow()
  expect(errors.length).toBeGreaterThan(0)
  broken = false
  expect((await fetch('/v2/')).status).toBe(200)
})
