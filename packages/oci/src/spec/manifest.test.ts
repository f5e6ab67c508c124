import { describe, expect, test } from 'vitest'
import { parseImageConfig } from './image-config.ts'
import { indexPlatforms, parseManifest } from './manifest.ts'
import {
  bareMediaType,
  DOCKER_MANIFEST,
  DOCKER_MANIFEST_LIST,
  isForeignLayer,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_MANIFEST,
} from './media-types.ts'

const digest = `sha256:${'a'.repeat(64)}`
const config = { mediaType: OCI_CONFIG, digest, size: 2 }
const bytes = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))

describe('parseManifest', () => {
  test.each([OCI_MANIFEST, DOCKER_MANIFEST])('reads an image manifest: %s', (mediaType) => {
    const body = {
      schemaVersion: 2,
      mediaType,
      config,
      layers: [{ ...config, annotations: { a: 'b', n: 1 }, extra: [] }],
    }
    expect(parseManifest(bytes(body), `${mediaType}; charset=utf-8`)).toEqual({
      kind: 'image',
      mediaType,
      config,
      layers: [{ ...config, annotations: { a: 'b' } }],
    })
  })

  test.each([OCI_INDEX, DOCKER_MANIFEST_LIST])('reads an index: %s', (mediaType) => {
    const platform = { os: 'linux', architecture: 'arm', variant: 'v7' }
    const read = parseManifest(
      bytes({ mediaType, manifests: [{ ...config, platform: { ...platform, 'os.version': '1' } }] }),
    )
    expect(read).toEqual({ kind: 'index', mediaType, manifests: [{ ...config, platform }] })
  })

  test('keeps subject, artifact type and annotations', () => {
    const body = {
      mediaType: OCI_MANIFEST,
      config,
      layers: [],
      subject: config,
      artifactType: 'x/y',
      annotations: { a: 'b' },
    }
    expect(parseManifest(bytes(body))).toMatchObject({
      subject: config,
      artifactType: 'x/y',
      annotations: { a: 'b' },
    })
  })

  test('takes the type from the Content-Type, else from the shape, where the body names none', () => {
    expect(parseManifest(bytes({ config, layers: [] }), DOCKER_MANIFEST).mediaType).toBe(DOCKER_MANIFEST)
    expect(parseManifest(bytes({ config, layers: [] }), 'application/json').mediaType).toBe(OCI_MANIFEST)
    expect(parseManifest(bytes({ manifests: [] })).mediaType).toBe(OCI_INDEX)
  })

  test.each([
    ['not JSON', 'x', '', 'not a JSON object'],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), '', 'not a JSON object'],
    ['nothing', '', '', 'not a JSON object'],
    ['image and index at once', { config, layers: [], manifests: [] }, '', 'at once'],
    [
      'another type than it was given as',
      { mediaType: OCI_INDEX, manifests: [] },
      OCI_MANIFEST,
      'but was given as',
    ],
    ['an unknown type', { mediaType: 'a/b', layers: [] }, '', 'a/b'],
    ['Docker schema 1', { schemaVersion: 1, fsLayers: [] }, '', 'schema 1'],
    ['no type and no shape', {}, '', 'neither'],
    ['no config', { mediaType: OCI_MANIFEST, layers: [] }, '', 'config is not a descriptor'],
    ['no layers', { mediaType: OCI_MANIFEST, config }, '', 'layers is not a list'],
    [
      'a layer without a digest',
      { config, layers: [config, { ...config, digest: 'sha256:abc' }] },
      '',
      'layers[1]',
    ],
    ['a layer without a size', { config, layers: [{ ...config, size: '2' }] }, '', 'size'],
    ['a negative size', { config, layers: [{ ...config, size: -1 }] }, '', 'size'],
    ['manifests that are no list', { mediaType: OCI_INDEX, manifests: {} }, '', 'manifests is not a list'],
  ])('refuses %s, and says so', (_what, body, type, said) => {
    expect(() => parseManifest(Buffer.isBuffer(body) ? body : bytes(body), type)).toThrow(
      expect.objectContaining({ code: 'registry.bad_answer', message: expect.stringContaining(said) }),
    )
  })
})

test('the platforms of an index are those of its images, not of its attestations', () => {
  const entry = (os: string, architecture: string) => ({ ...config, platform: { os, architecture } })
  const index = parseManifest(
    bytes({ manifests: [entry('linux', 'amd64'), entry('unknown', 'unknown'), config] }),
  )
  expect(index.kind === 'index' && indexPlatforms(index)).toEqual([{ os: 'linux', architecture: 'amd64' }])
})

test('an image config needs a platform and nothing else', () => {
  expect(parseImageConfig(bytes({ os: 'linux', architecture: 'amd64', config: null }))).toEqual({
    platform: { os: 'linux', architecture: 'amd64' },
    entrypoint: [],
    command: [],
    environment: [],
    exposedPorts: [],
    labels: {},
    user: '',
    workingDirectory: '',
    volumes: [],
    layerCommands: [],
  })
  expect(() => parseImageConfig(bytes({}))).toThrow('no operating system')
  expect(() => parseImageConfig(bytes('[]'))).toThrow('not a JSON object')
})

test('media types are compared without parameters and case', () => {
  expect(bareMediaType('Application/JSON; charset=utf-8')).toBe('application/json')
  expect(bareMediaType(null)).toBe('')
})

test('layers that a registry need not hold are known', () => {
  expect(isForeignLayer('application/vnd.oci.image.layer.nondistributable.v1.tar+gzip')).toBe(true)
  expect(isForeignLayer('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip')).toBe(true)
  expect(isForeignLayer('application/vnd.oci.image.layer.v1.tar+gzip')).toBe(false)
})
