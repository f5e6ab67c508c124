import { type ImageLocation, parsePlatform } from '@fairlead/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { issue, issueAuthority } from '../../test/certificates.ts'
import { type Content, content, sampleImage, sampleIndex } from '../../test/image.ts'
import { json, ociError, type ScriptedServer, serve } from '../../test/scripted-server.ts'
import { credential, loopbackFetch, signal } from '../../test/test-client.ts'
import { createGuardedFetch } from '../net/index.ts'
import {
  DOCKER_CONFIG,
  DOCKER_MANIFEST,
  DOCKER_MANIFEST_LIST,
  OCI_INDEX,
  OCI_MANIFEST,
} from '../spec/index.ts'
import { createImageSource } from './image-source.ts'

/** A registry that holds the contents by digest, and the first also as `1.0`. */
const holding = (...contents: readonly Content[]): Promise<ScriptedServer> =>
  serve((request, response) => {
    const reference = request.path.split('/').at(-1) ?? ''
    const found =
      reference === '1.0' ? contents[0] : contents.find(({ descriptor }) => descriptor.digest === reference)
    if (found === undefined) return ociError(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown')
    response.writeHead(200, {
      'content-type': found.descriptor.mediaType,
      'content-length': found.bytes.byteLength,
    })
    response.end(found.bytes)
  })

const platform = (text: string) => {
  const parsed = parsePlatform(text)
  return parsed ? { platform: parsed } : {}
}

const amd64 = sampleImage('amd64')
const arm64 = sampleImage('arm64')
const armv6 = sampleImage('arm', 'v6')
const armv7 = sampleImage('arm', 'v7')
const index = sampleIndex({
  'linux/amd64': amd64,
  'linux/arm64': arm64,
  'linux/arm/v6': armv6,
  'linux/arm/v7': armv7,
})
const everything = [amd64, arm64, armv6, armv7].flatMap(({ manifest, config }) => [manifest, config])

const source = () => createImageSource({ fetch: loopbackFetch() })
const at = (server: ScriptedServer) => ({ url: server.url, repository: 'acme/app' })

describe('resolve', () => {
  test('of an index names its platforms, without the attestations', async () => {
    const server = await holding(index)
    expect(await source().resolve(at(server), '1.0', signal())).toEqual({
      digest: index.descriptor.digest,
      mediaType: OCI_INDEX,
      size: index.bytes.byteLength,
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm64' },
        { os: 'linux', architecture: 'arm', variant: 'v6' },
        { os: 'linux', architecture: 'arm', variant: 'v7' },
      ],
    })
    expect(server.seen).toHaveLength(1)
  })

  test("of an image names its config's platform", async () => {
    const server = await holding(amd64.manifest, amd64.config)
    expect(await source().resolve(at(server), '1.0', signal())).toMatchObject({
      digest: amd64.manifest.descriptor.digest,
      platforms: [{ os: 'linux', architecture: 'amd64' }],
    })
  })

  test('of an artifact that is no image names none', async () => {
    const chart = content(OCI_MANIFEST, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { ...amd64.config.descriptor, mediaType: 'application/vnd.cncf.helm.config.v1+json' },
      layers: [],
    })
    const server = await holding(chart)
    expect(await source().resolve(at(server), '1.0', signal())).toMatchObject({ platforms: [] })
    await expect(source().inspect(at(server), '1.0', {}, signal())).rejects.toMatchObject({
      code: 'image.platform_missing',
    })
  })

  test('of an absent tag: image.not_found', async () => {
    const server = await holding(index)
    await expect(source().resolve(at(server), 'gone', signal())).rejects.toMatchObject({
      code: 'image.not_found',
      details: { ociCode: 'MANIFEST_UNKNOWN' },
    })
  })
})

describe('inspect', () => {
  test.each([
    ['linux/amd64', amd64],
    ['linux/arm64', arm64],
    ['linux/arm64/v8', arm64],
    ['linux/arm/v6', armv6],
    ['linux/arm/v7', armv7],
    ['linux/arm', armv7],
    ['linux/arm/v8', armv7],
  ])('follows an index to the image for %s', async (text, image) => {
    const server = await holding(index, ...everything)
    const found = await source().inspect(at(server), '1.0', platform(text), signal())
    expect(found.digest).toBe(index.descriptor.digest)
    expect(found.manifestDigest).toBe(image.manifest.descriptor.digest)
    expect(found.layers).toEqual([image.layer.descriptor])
  })

  test('tells what the config says', async () => {
    const server = await holding(amd64.manifest, ...everything)
    const { config } = await source().inspect(at(server), '1.0', {}, signal())
    expect(config).toEqual({
      platform: { os: 'linux', architecture: 'amd64' },
      created: '2026-01-02T03:04:05Z',
      entrypoint: ['/app'],
      command: ['serve'],
      environment: ['A=b'],
      exposedPorts: ['8080/tcp'],
      labels: { 'org.opencontainers.image.source': 'https://github.com/acme/app' },
      user: '1000',
      workingDirectory: '',
      volumes: [],
      layerCommands: [],
    })
  })

  test('takes the first platform where none is asked for', async () => {
    const server = await holding(index, ...everything)
    expect((await source().inspect(at(server), '1.0', {}, signal())).manifestDigest).toBe(
      amd64.manifest.descriptor.digest,
    )
  })

  test.each([
    ['an index', index, ['linux/amd64', 'linux/arm64', 'linux/arm/v6', 'linux/arm/v7']],
    ['an image', amd64.manifest, ['linux/amd64']],
  ])(
    'a platform that %s does not offer: image.platform_missing with those that it does',
    async (_kind, top, offered) => {
      const server = await holding(top, ...everything)
      await expect(
        source().inspect(at(server), '1.0', platform('linux/s390x'), signal()),
      ).rejects.toMatchObject({
        code: 'image.platform_missing',
        message: expect.stringContaining('linux/s390x'),
        details: { wanted: 'linux/s390x', offered },
      })
    },
  )

  test("reads Docker's media types", async () => {
    const manifest = content(DOCKER_MANIFEST, {
      schemaVersion: 2,
      mediaType: DOCKER_MANIFEST,
      config: { ...amd64.config.descriptor, mediaType: DOCKER_CONFIG },
      layers: [],
    })
    const list = content(DOCKER_MANIFEST_LIST, {
      schemaVersion: 2,
      mediaType: DOCKER_MANIFEST_LIST,
      manifests: [{ ...manifest.descriptor, platform: { os: 'linux', architecture: 'amd64' } }],
    })
    const server = await holding(list, manifest, amd64.config)
    expect(await source().inspect(at(server), '1.0', platform('linux/amd64'), signal())).toMatchObject({
      mediaType: DOCKER_MANIFEST_LIST,
      manifestDigest: manifest.descriptor.digest,
    })
  })

  test('indexes that lead to one another end', async () => {
    const deeper = (inner: Content): Content =>
      content(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [inner.descriptor] })
    const levels = [index]
    for (let depth = 0; depth < 5; depth += 1) levels.unshift(deeper(levels[0] ?? index))
    const server = await holding(...levels, ...everything)
    await expect(source().inspect(at(server), '1.0', {}, signal())).rejects.toMatchObject({
      code: 'image.platform_missing',
    })
  })

  test('a platform manifest that is gone is told as such', async () => {
    const server = await holding(index)
    await expect(source().inspect(at(server), '1.0', {}, signal())).rejects.toMatchObject({
      code: 'image.not_found',
      message: expect.stringContaining(amd64.manifest.descriptor.digest),
    })
  })
})

test('one credential keeps its tokens from call to call, and another one does not get them', async () => {
  const server: ScriptedServer = await serve((request, response) => {
    if (request.path.startsWith('/token')) return json(response, 200, { token: 'ok' })
    if (request.headers.authorization === undefined) {
      return void response.writeHead(401, { 'www-authenticate': `Bearer realm="${server.url}/token"` }).end()
    }
    response.writeHead(200, { 'content-type': OCI_INDEX }).end(index.bytes)
  })
  const images = source()
  const mine = { ...at(server), credential: credential('a', 'b') }
  await images.resolve(mine, '1.0', signal())
  await images.resolve(mine, '1.0', signal())
  expect(server.lines().filter((line) => line.includes('/token'))).toHaveLength(1)
  await images.resolve({ ...mine, credential: credential('c', 'd') }, '1.0', signal())
  expect(server.lines().filter((line) => line.includes('/token'))).toHaveLength(2)
})

test('tags come from the registry as they are', async () => {
  const server = await serve((_request, response) => json(response, 200, { tags: ['2', '1'] }))
  expect(await Array.fromAsync(source().tags(at(server), signal()))).toEqual(['2', '1'])
})

test('an image is read by the way of its own registry, and nothing is kept from one way to another', async () => {
  const authority = issueAuthority()
  const certificate = issue({ name: 'registry', names: ['127.0.0.1'], issuer: authority })
  const server = await serve((_request, response) => json(response, 200, { tags: ['1'] }), certificate)
  const fetch = createGuardedFetch({ policy: { privateNetworks: ['127.0.0.0/8'] } })
  onTestFinished(() => fetch.close())
  const images = createImageSource({ fetch })
  const tags = (location: Partial<ImageLocation>) =>
    Array.fromAsync(images.tags({ ...at(server), ...location }, signal()))
  const mine = { credential: credential('a', 'b') }
  for (const who of [{}, mine]) {
    expect(await tags({ ...who, transport: { caCertificates: authority.cert } })).toEqual(['1'])
    expect(await tags({ ...who, transport: { skipTlsVerify: true } })).toEqual(['1'])
    await expect(tags(who)).rejects.toMatchObject({
      code: 'registry.unreachable',
      message: expect.stringContaining('signed by an authority that is not trusted here'),
    })
  }
})

describe('prove', () => {
  const withoutLayers = [amd64.manifest, amd64.config]

  test('reads the beginning of a layer beyond what inspect reads', async () => {
    const server = await holding(amd64.manifest, amd64.config, amd64.layer)
    const proved = await source().prove(at(server), '1.0', {}, signal())
    expect(proved).toEqual(await source().inspect(at(server), '1.0', {}, signal()))
    expect(server.seen.some(({ path }) => path.includes(amd64.layer.descriptor.digest))).toBe(true)
  })

  test('fails where the manifest is there and a layer is not', async () => {
    const server = await holding(...withoutLayers)
    await expect(source().inspect(at(server), '1.0', {}, signal())).resolves.toBeDefined()
    await expect(source().prove(at(server), '1.0', {}, signal())).rejects.toMatchObject({
      code: 'image.not_found',
    })
  })
})
