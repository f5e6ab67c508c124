import type { Clock, FindingCode, VerifyRequest } from '@fairlead/core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createScalewayProvider } from './provider.ts'
import { ACCESS_KEY, KEYS, PROJECT, type ScalewayServer, startScaleway } from './testing/scaleway-server.ts'

let scaleway: ScalewayServer
beforeAll(async () => {
  scaleway = await startScaleway()
})
afterAll(() => scaleway.close())
afterEach(() => {
  scaleway.apiDown = false
  scaleway.status = 'ready'
})

// Two weeks before the expiring key ends.
const NOW = new Date('2026-11-17T00:00:00Z')
const clock: Clock = { now: () => NOW }
const signal = (): AbortSignal => new AbortController().signal

const provider = () => createScalewayProvider({ fetch: scaleway.fetch, clock })
const connect = (secret: string) => ({
  kind: 'SCALEWAY_CR' as const,
  ...provider().parse({
    config: {
      region: 'fr-par',
      scaleway_project_id: PROJECT,
      scaleway_access_key: ACCESS_KEY,
      scaleway_secret_key: secret,
    },
  }),
})

async function verify(secret: string, request: VerifyRequest = {}) {
  const verification = await provider().verify(connect(secret), request, signal())
  // The clock of this test stands still, which the registry's Date header betrays.
  const findings = verification.findings.filter(({ code }) => code !== 'clock.skewed')
  return { ...verification, findings, codes: findings.map(({ code }): FindingCode => code) }
}

const image = 'acme/app:1.0'

test('a good key is proved on a private image, and tells about itself', async () => {
  const { codes, credential, capabilities, ok } = await verify(KEYS.reader, { image })
  expect(codes).toEqual([])
  expect(ok).toBe(true)
  expect(credential).toEqual({
    type: 'scaleway-key',
    login: ACCESS_KEY,
    scopesNeeded: ['ContainerRegistryReadOnly'],
    expiresAt: null,
  })
  expect(capabilities).toMatchObject({ list: 'yes', pull: 'yes' })
})

test('a key is proved with an image of the project where none is named', async () => {
  const { codes, capabilities, grounds } = await verify(KEYS.reader)
  expect(codes).toEqual([])
  expect(capabilities.pull).toBe('yes')
  expect(grounds.list).toBe('Scaleway lists 3 images in 1 namespace of the project.')
})

test('a key that may write is proved to push', async () => {
  const { codes, capabilities } = await verify(KEYS.writer, { image, push: true })
  expect(codes).toEqual([])
  expect(capabilities.push).toBe('yes')
})

test('a key that may only pull pulls, though it is told nothing', async () => {
  const { codes, capabilities, credential } = await verify(KEYS.puller, { image })
  expect(codes).toEqual([])
  expect(capabilities).toMatchObject({ list: 'no', pull: 'yes' })
  expect(credential.expiresAt).toBeUndefined()
})

test('a dead key is shown to the API once and to the registry never', async () => {
  const before = scaleway.seen.length
  await verify(KEYS.unknown, { image, push: true })
  const asked = scaleway.seen.slice(before).map(({ url }) => new URL(url).pathname)
  expect(asked.toSorted()).toEqual([`/iam/v1alpha1/api-keys/${ACCESS_KEY}`, '/v2/'])
})

describe('each state of a key is one finding that names it', () => {
  test.each<[keyof typeof KEYS, VerifyRequest, FindingCode, RegExp]>([
    ['unknown', { image }, 'token.refused', /knows no API key/],
    ['expired', { image }, 'token.expired', /has expired/],
    ['unknown', { image, knownExpiry: '2026-11-01T00:00:00Z' }, 'token.expired', /expired on 2026-11-01/],
    ['expiring', { image }, 'token.expires_soon', /2026-12-01, in 14 days/],
    ['powerless', { image }, 'scope.missing', /namespace acme is in the project/],
    ['reader', { image, push: true }, 'scope.missing', /may not push acme\/app/],
    ['reader', { image: 'acne/app:1.0' }, 'package.not_found', /Did you mean the namespace acme\?/],
    ['reader', { image: 'shared/app:1.0' }, 'pull.denied', /does not let this API key pull shared\/app/],
    ['reader', { image: 'acme/app:9' }, 'tag.not_found', /no tag 9/],
  ])('%s with %j: %s', async (key, request, code, summary) => {
    const { codes, findings } = await verify(KEYS[key], request)
    expect(codes).toEqual([code])
    expect(findings[0]?.summary).toMatch(summary)
    expect(findings[0]?.remedy?.link ?? 'https://').toMatch(/^https:\/\//)
  })
})

test('pulls need no API: that it fails is a warning', async () => {
  scaleway.apiDown = true
  const { codes, ok, capabilities } = await verify(KEYS.reader, { image })
  expect(new Set(codes)).toEqual(new Set(['api.bad_answer']))
  expect(ok).toBe(true)
  expect(capabilities.pull).toBe('yes')
})

test('a namespace that Scaleway has locked is warned of', async () => {
  scaleway.status = 'locked'
  const { codes, ok, findings } = await verify(KEYS.reader, { image })
  expect(codes).toEqual(['account.inactive'])
  expect(findings[0]?.summary).toMatch(/acme is locked by Scaleway/)
  expect(ok).toBe(true)
})

describe('the list of images', () => {
  const listed = async (secret: string, search: string) => {
    const found = []
    for await (const each of provider().images?.(connect(secret), search, signal()) ?? []) found.push(each)
    return found
  }

  test('names them as they are pulled, and tells who may see what', async () => {
    expect(await listed(KEYS.reader, '')).toEqual([
      { repository: 'acme/app', visibility: 'private', updatedAt: '2026-11-01T10:00:00Z' },
      { repository: 'acme/web', visibility: 'public' },
    ])
    expect(await listed(KEYS.reader, 'WEB')).toHaveLength(1)
  })

  test.each([
    ['puller', 'operation.unsupported'],
    ['unknown', 'credential.refused'],
  ] as const)('of a key that is %s fails with %s', async (key, code) => {
    await expect(listed(KEYS[key], '')).rejects.toMatchObject({ code })
  })
})
