import { type FindingCode, isAppError, systemClock, type VerifyRequest } from '@fairlead/core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createDocrProvider } from './provider.ts'
import { type DocrServer, startDocr, TOKENS } from './testing/docr-server.ts'

let docr: DocrServer
beforeAll(async () => {
  docr = await startDocr()
})
afterAll(() => docr.close())
afterEach(() =>
  Object.assign(docr, { apiDown: false, collection: undefined, usedBytes: 1000, writable: true }),
)

type TokenName = keyof typeof TOKENS

const signal = (): AbortSignal => new AbortController().signal
const provider = () => createDocrProvider({ fetch: docr.fetch, clock: systemClock })
const connect = (token: TokenName) => ({
  kind: 'DOCR' as const,
  ...provider().parse({ config: { password: TOKENS[token] } }),
})

async function verify(token: TokenName, request: VerifyRequest = {}) {
  const verification = await provider().verify(connect(token), request, signal())
  const codes: FindingCode[] = verification.findings.map(({ code }) => code)
  return { ...verification, codes }
}

const image = 'acme/app:1.0'

describe('a good token', () => {
  test.each<TokenName>(['reader', 'oauth', 'scopeless', 'docker'])(
    '%s is proved on an image',
    async (token) => {
      const { codes, ok, capabilities } = await verify(token, { image })
      expect(codes).toEqual([])
      expect(ok).toBe(true)
      expect(capabilities.pull).toBe('yes')
      expect(capabilities.list).toBe(token === 'reader' || token === 'oauth' ? 'yes' : 'no')
    },
  )

  test('is proved with an image of its list where none is named', async () => {
    const { codes, capabilities, grounds } = await verify('reader')
    expect(codes).toEqual([])
    expect(capabilities.pull).toBe('yes')
    expect(grounds.list).toBe('DigitalOcean lists 1 or more images in acme.')
  })

  test('that may write is proved to push', async () => {
    const { codes, capabilities } = await verify('writer', { image, push: true })
    expect(codes).toEqual([])
    expect(capabilities.push).toBe('yes')
  })

  test('needs no API to pull: that it fails is a warning', async () => {
    docr.apiDown = true
    const { codes, ok, capabilities } = await verify('reader', { image })
    expect(codes).toEqual(['api.bad_answer'])
    expect(ok).toBe(true)
    expect(capabilities.pull).toBe('yes')
  })
})

test('a dead token is shown to the API once and to the registry never', async () => {
  const before = docr.seen.length
  await verify('revoked', { image, push: true })
  const asked = docr.seen.slice(before).map(({ url }) => new URL(url).pathname)
  expect(asked.toSorted()).toEqual(['/v2/', '/v2/registries'])
})

describe('each state of a token is one finding that names it', () => {
  test.each<[TokenName, VerifyRequest, FindingCode, RegExp]>([
    ['revoked', { image }, 'token.refused', /revoked, has expired/],
    ['refresh', { image }, 'token.wrong_kind', /refresh token/],
    ['spaces', { image }, 'token.wrong_kind', /Spaces/],
    ['poor', { image }, 'registry.disabled', /no container registry/],
    ['droplets', { image }, 'pull.denied', /does not let the token pull acme\/app/],
    ['reader', { image, push: true }, 'scope.missing', /read-only/],
    ['reader', { image: 'acne/app:1.0' }, 'package.not_found', /Did you mean acme\?/],
    ['reader', { image: 'acme/other:1.0' }, 'scope.missing', /may not pull acme\/other/],
    ['reader', { image: 'acme/app:9' }, 'tag.not_found', /no tag 9/],
  ])('%s with %j: %s', async (token, request, code, summary) => {
    const { codes, findings } = await verify(token, request)
    expect(codes).toEqual([code])
    expect(findings[0]?.summary).toMatch(summary)
    expect(findings[0]?.remedy?.action).toMatch(/^[A-Z].*\.$/)
  })

  test.each<TokenName>(['revoked', 'refresh', 'spaces', 'droplets', 'reader'])(
    'whoever is to push is told to make a token that may (%s)',
    async (token) => {
      const { findings } = await verify(token, { image, push: true })
      expect(findings[0]?.remedy?.action).toMatch(/registry:read, registry:create and registry:update/)
      const { findings: pulling } = await verify(token, { image: 'acme/other:1.0' })
      expect(pulling[0]?.remedy?.action).toMatch(/registry:read\b(?!.*registry:create)/)
    },
  )

  test('a credential for Docker alone that is dead is refused by the registry', async () => {
    const parsed = provider().parse({ config: { password: 'b'.repeat(64) } })
    const { findings } = await provider().verify({ kind: 'DOCR', ...parsed }, { image }, signal())
    expect(findings.map(({ code }) => code)).toEqual(['token.refused'])
  })
})

describe('a push that fails', () => {
  test.each(['requested', 'waiting for write JWTs to expire', 'scanning manifests'])(
    'while the garbage collection is %s says so',
    async (status) => {
      Object.assign(docr, { collection: status, writable: false })
      const { codes, findings, capabilities } = await verify('writer', { image, push: true })
      expect(codes).toEqual(['registry.read_only'])
      expect(findings[0]?.summary).toContain(status)
      expect(capabilities).toMatchObject({ pull: 'yes', push: 'no' })
    },
  )

  test('because the storage is used up says so', async () => {
    Object.assign(docr, { collection: 'succeeded', usedBytes: 600 * 1024 ** 2, writable: false })
    const { codes, findings } = await verify('writer', { image, push: true })
    expect(codes).toEqual(['registry.storage_full'])
    expect(findings[0]?.summary).toMatch(/0\.6 GiB of 0\.5 GiB/)
  })
})

describe('what is typed', () => {
  test('the token as user name is kept as a secret only', () => {
    for (const config of [
      { username: TOKENS.reader, password: TOKENS.reader },
      { username: TOKENS.reader },
    ]) {
      const parsed = provider().parse({ config })
      expect(parsed.config).toEqual({})
      expect(parsed.secrets.password?.reveal()).toBe(TOKENS.reader)
    }
    expect(provider().parse({ config: { username: 'ada@example.com', password: 'x' } }).config).toEqual({
      username: 'ada@example.com',
    })
  })

  test.each([
    [{ config: {} }, ['config.password']],
    [{ url: 'https://registry.example.com', config: { password: 'x' } }, ['url']],
  ])('%j is refused', (draft, fields) => {
    try {
      provider().parse(draft)
      expect.unreachable()
    } catch (error) {
      if (!isAppError(error, 'request.invalid')) throw error
      expect(error.issues.map(({ field }) => field)).toEqual(fields)
    }
  })
})

describe('the list of images', () => {
  const listed = async (token: TokenName, search: string) => {
    const found = []
    for await (const each of provider().images?.(connect(token), search, signal()) ?? []) found.push(each)
    return found
  }

  test('goes through all pages', async () => {
    expect(await listed('reader', '')).toEqual([
      { repository: 'acme/app', visibility: 'private', updatedAt: '2026-11-01T10:00:00Z' },
      { repository: 'acme/web', visibility: 'private' },
    ])
    expect(await listed('reader', 'WEB')).toHaveLength(1)
  })

  test.each([
    ['scopeless', 'operation.unsupported'],
    ['revoked', 'credential.refused'],
  ] as const)('of a token that is %s fails with %s', async (token, code) => {
    await expect(listed(token, '')).rejects.toMatchObject({ code })
  })
})
