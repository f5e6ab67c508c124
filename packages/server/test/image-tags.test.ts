import { Secret } from '@fairlead/core'
import { OCI_INDEX } from '@fairlead/oci'
import { assembleImage } from '@fairlead/oci/assemble'
import { createRegistryClient } from '@fairlead/oci/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './support/start-test-server.ts'

const { signal } = new AbortController()
const IMAGE = 'acme/shop'
/** In the order of their pushes: the newest is not the highest. */
const TAGS = ['2.0', '1.8', '1.9', '1.10', 'edge']

let server: TestServer
let org: string
let github: string
let anonymous: string
beforeAll(async () => {
  server = await startTestServer()
  org = server.made.organization.id
  for (const tag of TAGS) await push(tag, [tag])
  const { registries } = server.client
  github = (await registries.create(org, server.registryBody('github'))).id
  await server.twin.state.putPackage({ owner: 'acme', name: 'shop', visibility: 'public' })
  const body = { ...server.registryBody('anonymous'), config: { username: 'acme' } }
  anonymous = (await registries.create(org, body, { unverified: true })).id
}, 120_000)
afterAll(() => server?.close())

const client = () =>
  createRegistryClient({
    url: server.twin.url,
    fetch: globalThis.fetch,
    credential: { username: 'ada', password: new Secret(server.twin.pushToken.reveal()) },
  })

const imageFor = (content: string, architecture: string) =>
  assembleImage([[{ path: '/shop', content: Buffer.from(content + architecture) }]], {
    platform: { os: 'linux', architecture },
    entrypoint: ['/shop'],
    environment: ['FLAGS=a=1,b=2', 'EMPTY='],
  })

async function push(content: string, tags: readonly string[], architecture = 'amd64') {
  const image = imageFor(content, architecture)
  for (const blob of image.blobs)
    await client().pushBlob(IMAGE, blob, () => ReadableStream.from([blob.bytes]), signal)
  const { bytes, mediaType, digest, size } = image.manifest
  for (const reference of tags.length > 0 ? tags : [digest])
    await client().pushManifest(IMAGE, reference, bytes, mediaType, signal)
  return { mediaType, digest, size, platform: { os: 'linux', architecture } }
}

const page = (registryId: string, options: { search?: string; page?: number; pageSize?: number } = {}) =>
  server.client.registries.tagPage(org, registryId, IMAGE, options)
const names = ({ results }: { readonly results: readonly { readonly name: string }[] }) =>
  results.map(({ name }) => name)

test('tags of GHCR come newest first across pages, with digest and times', async () => {
  const pages = []
  for (const number of [0, 1, 2]) pages.push(await page(github, { page: number, pageSize: 2 }))
  expect(pages.map(names)).toEqual([['edge', '1.10'], ['1.9', '1.8'], ['2.0']])
  expect(pages[1]).toMatchObject({ page: 1, page_size: 2, total: 5 })
  expect(pages[0]?.results[0]).toEqual({
    name: 'edge',
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    created_at: expect.any(String),
    updated_at: expect.any(String),
  })
})

test('a search finds a part of the tag and counts what it finds', async () => {
  expect(await page(github, { search: '1.', pageSize: 2 })).toMatchObject({
    total: 3,
    results: [{ name: '1.10' }, { name: '1.9' }],
  })
})

test('without a token there are names by version, and the reason', async () => {
  const found = await page(anonymous)
  expect(names(found)).toEqual(['2.0', '1.10', '1.9', '1.8', 'edge'])
  expect(found.note).toContain('only to a token')
  expect(Object.keys(found.results[0] ?? {})).toEqual(['name'])
})

test('a first page shows what was pushed just before', async () => {
  await page(github)
  await push('new', ['1.11'])
  expect(names(await page(github))[0]).toBe('1.11')
})

test('an image that is not there is not found, whichever page is asked for', async () => {
  const call = server.client.registries.tagPage(org, github, 'acme/absent', { page: 3 })
  await expect(call).rejects.toMatchObject({
    code: expect.stringMatching(/^(image.not_found|credential.denied)$/),
  })
})

test('the details name the variables, the manifests of the platforms and what made the layers', async () => {
  const manifests = [await push('multi', [], 'amd64'), await push('multi', [], 'arm64')]
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }))
  await client().pushManifest(IMAGE, 'multi', index, OCI_INDEX, signal)
  const image = { imageName: IMAGE, reference: 'multi', platform: 'linux/arm64' }
  const found = await server.client.registries.inspect(org, github, image)
  expect(found.config).toMatchObject({
    platform: 'linux/arm64',
    working_directory: '',
    volumes: [],
    environment: [
      { name: 'FLAGS', value: 'a=1,b=2' },
      { name: 'EMPTY', value: '' },
    ],
  })
  expect(found.manifests).toEqual(
    manifests.map(({ mediaType, digest, size, platform }) => ({
      platform: `linux/${platform.architecture}`,
      digest,
      media_type: mediaType,
      size,
    })),
  )
  expect(found.manifest_digest).toBe(manifests[1]?.digest)
  expect(found.layers).toEqual([expect.objectContaining({ command: 'fairlead' })])
  const single = await server.client.registries.inspect(org, github, { imageName: IMAGE, reference: '1.9' })
  expect(single.manifests).toEqual([
    {
      platform: 'linux/amd64',
      digest: single.digest,
      media_type: single.media_type,
      size: single.size,
    },
  ])
})
