import { randomBytes } from 'node:crypto'
import { type Digest, parsePlatform } from '@fairlead/core'
import { OCI_LAYER_GZIP } from '@fairlead/oci'
import { createImageSource, type RegistryClient } from '@fairlead/oci/client'
import type { RegistryBehaviour } from '@fairlead/oci/registry'
import { describe, expect, test } from 'vitest'
import { startRegistry } from '../src/registry/testing/running-registry.ts'
import { type Content, content, type SampleImage, sampleImage, sampleIndex } from './image.ts'
import { serve } from './scripted-server.ts'
import { loopbackFetch, signal, testClient } from './test-client.ts'

const REPOSITORY = 'acme/app'

const clientOf = ({ url }: { readonly url: string }) => testClient({ url })

const push = (client: RegistryClient, { bytes, descriptor }: Content) =>
  client.pushBlob(REPOSITORY, descriptor, () => ReadableStream.from([bytes]), signal())

const pushManifest = (client: RegistryClient, reference: string, { bytes, descriptor }: Content) =>
  client.pushManifest(REPOSITORY, reference, bytes, descriptor.mediaType, signal())

async function pushImage(client: RegistryClient, { config, layer, manifest }: SampleImage, tag?: string) {
  await Promise.all([push(client, config), push(client, layer)])
  return pushManifest(client, tag ?? manifest.descriptor.digest, manifest)
}

const pull = async (client: RegistryClient, digest: Digest): Promise<Buffer> => {
  const { body } = await client.blob(REPOSITORY, digest, signal())
  return Buffer.concat(await Array.fromAsync(body))
}

const amd64 = sampleImage('amd64')
const arm64 = sampleImage('arm64')

const ghcr: RegistryBehaviour = {
  uploadPath: (repository, id) => `/v2/${repository}/blobs/upload/${id}`,
  uploadCancel: false,
  manifestDelete: false,
  referrers: false,
  tagOrder: 'oldest-first',
  tagPageSize: 100,
  strictAccept: true,
}

describe.each([
  ['as the spec says', {}],
  ['as ghcr.io', ghcr],
])('a registry that behaves %s', (_name, behaviour) => {
  test('gives back what was pushed, byte for byte', async () => {
    const registry = await startRegistry({ behaviour })
    const client = clientOf(registry)
    expect(await pushImage(client, amd64, '1.0')).toBe(amd64.manifest.descriptor.digest)
    expect(await client.resolve(REPOSITORY, '1.0', signal())).toEqual(amd64.manifest.descriptor)
    const found = await client.manifest(REPOSITORY, '1.0', signal())
    expect(Buffer.from(found.bytes)).toEqual(amd64.manifest.bytes)
    expect(await pull(client, amd64.layer.descriptor.digest)).toEqual(amd64.layer.bytes)
    expect(registry.errors).toEqual([])
  })

  test('a blob is uploaded once', async () => {
    const client = clientOf(await startRegistry({ behaviour }))
    expect(await push(client, amd64.layer)).toEqual({ uploaded: true })
    expect(await push(client, amd64.layer)).toEqual({ uploaded: false })
    expect(await client.hasBlob(REPOSITORY, amd64.layer.descriptor.digest, signal())).toBe(true)
    expect(await client.hasBlob(REPOSITORY, arm64.layer.descriptor.digest, signal())).toBe(false)
  })

  test('a blob is mounted from another repository', async () => {
    const client = clientOf(await startRegistry({ behaviour }))
    const { digest } = amd64.layer.descriptor
    await push(client, amd64.layer)
    expect(await client.mountBlob('acme/other', { digest, from: REPOSITORY }, signal())).toBe(true)
    expect(await client.hasBlob('acme/other', digest, signal())).toBe(true)
    const absent = arm64.layer.descriptor.digest
    expect(await client.mountBlob('acme/other', { digest: absent, from: REPOSITORY }, signal())).toBe(false)
  })

  test('an image of several platforms is inspected', async () => {
    const registry = await startRegistry({ behaviour: { ...behaviour, sparseManifests: true } })
    const client = clientOf(registry)
    await pushImage(client, amd64)
    await pushImage(client, arm64)
    const index = sampleIndex({ 'linux/amd64': amd64, 'linux/arm64': arm64 })
    await pushManifest(client, 'latest', index)
    const images = createImageSource({ fetch: loopbackFetch() })
    const platform = parsePlatform('linux/arm64')
    const location = { url: registry.url, repository: REPOSITORY }
    expect(await images.inspect(location, 'latest', platform ? { platform } : {}, signal())).toMatchObject({
      digest: index.descriptor.digest,
      manifestDigest: arm64.manifest.descriptor.digest,
      platforms: [{ architecture: 'amd64' }, { architecture: 'arm64' }],
      config: { exposedPorts: ['8080/tcp'] },
    })
  })

  test('all tags are listed, through all pages', async () => {
    const client = clientOf(await startRegistry({ behaviour: { ...behaviour, tagPageLimit: 3 } }))
    await pushImage(client, amd64, 'b')
    for (const tag of ['a', 'd', 'c', 'f', 'e', 'g']) await pushManifest(client, tag, amd64.manifest)
    const tags = await Array.fromAsync(client.tags(REPOSITORY, signal()))
    const pushed = ['b', 'a', 'd', 'c', 'f', 'e', 'g']
    expect(tags).toEqual(behaviour.tagOrder === 'oldest-first' ? pushed : pushed.sort())
  })

  test('the right to push is probed without leaving anything', async () => {
    const client = clientOf(await startRegistry({ behaviour }))
    expect(await client.probePush(REPOSITORY, signal())).toEqual({
      canceled: behaviour.uploadCancel !== false,
    })
    await expect(Array.fromAsync(client.tags(REPOSITORY, signal()))).rejects.toMatchObject({
      code: 'image.not_found',
    })
  })
})

test('a blob of many megabytes goes both ways in pieces, many at once', async () => {
  const client = clientOf(await startRegistry())
  const blobs = Array.from({ length: 6 }, (_, number) =>
    content(OCI_LAYER_GZIP, randomBytes(3_000_000 + number)),
  )
  const inPieces = async function* (bytes: Buffer) {
    for (let at = 0; at < bytes.byteLength; at += 100_000) yield bytes.subarray(at, at + 100_000)
  }
  await Promise.all(
    blobs.map(({ bytes, descriptor }) =>
      client.pushBlob(REPOSITORY, descriptor, () => inPieces(bytes), signal()),
    ),
  )
  const pulled = await Promise.all(blobs.map(({ descriptor }) => pull(client, descriptor.digest)))
  pulled.forEach((bytes, position) => {
    expect(blobs[position]?.bytes.equals(bytes)).toBe(true)
  })
})

test('one registry to another: a pull is a push, with nothing kept in between', async () => {
  const from = clientOf(await startRegistry())
  const to = clientOf(await startRegistry())
  const layer = content(OCI_LAYER_GZIP, randomBytes(2_000_000))
  await push(from, layer)
  const source = async function* () {
    yield* (await from.blob(REPOSITORY, layer.descriptor.digest, signal())).body
  }
  await to.pushBlob(REPOSITORY, layer.descriptor, source, signal())
  expect((await pull(to, layer.descriptor.digest)).equals(layer.bytes)).toBe(true)
})

test('a part of a blob is read by its range', async () => {
  const client = clientOf(await startRegistry())
  await push(client, amd64.layer)
  const { size, body } = await client.blob(REPOSITORY, amd64.layer.descriptor.digest, signal(), {
    start: 990,
  })
  expect(size).toBe(10)
  expect(Buffer.concat(await Array.fromAsync(body))).toEqual(amd64.layer.bytes.subarray(990))
})

test('a blob that the registry keeps elsewhere is fetched from there', async () => {
  const store = await serve((_request, response) => void response.end(amd64.layer.bytes))
  const registry = await startRegistry({ behaviour: { blobRedirect: () => `${store.url}/blob?signature=x` } })
  const client = clientOf(registry)
  await push(client, amd64.layer)
  expect(await pull(client, amd64.layer.descriptor.digest)).toEqual(amd64.layer.bytes)
  expect(store.seen).toHaveLength(1)
})

test('a manifest whose blobs are absent is refused with the reason', async () => {
  const client = clientOf(await startRegistry())
  await expect(pushManifest(client, '1.0', amd64.manifest)).rejects.toMatchObject({
    details: { ociCode: 'MANIFEST_BLOB_UNKNOWN' },
  })
})

test('a ping knows the registry for one', async () => {
  expect(await clientOf(await startRegistry()).ping(signal())).toMatchObject({
    status: 200,
    isRegistry: true,
  })
})
