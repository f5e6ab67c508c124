import { type FindingCode, systemClock, type VerifyRequest } from '@fairlead/core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createDockerHubProvider } from './provider.ts'
import { type DockerHubServer, type Limit, startDockerHub } from './testing/docker-hub-server.ts'

let hub: DockerHubServer
beforeAll(async () => {
  hub = await startDockerHub()
})
afterAll(() => hub.close())
afterEach(() => {
  hub.limit = undefined
  hub.exhausted = undefined
  hub.apiDown = false
})

const provider = () => createDockerHubProvider({ fetch: hub.fetch, clock: systemClock })

const signal = (): AbortSignal => new AbortController().signal

const connect = (secret?: string, username = 'acme') => ({
  kind: 'DOCKER_HUB' as const,
  ...provider().parse({ config: secret === undefined ? {} : { username, password: secret } }),
})

async function verify(secret: string | undefined, request: VerifyRequest = {}, username = 'acme') {
  const verification = await provider().verify(connect(secret, username), request, signal())
  const codes: FindingCode[] = verification.findings.map(({ code }) => code)
  const statuses = verification.checks.map(({ id, status }) => `${id} ${status}`)
  return { ...verification, codes, statuses }
}

const READ = 'dckr_pat_read'

describe('a good credential', () => {
  test.each([
    [READ, 'docker-personal'],
    ['dckr_oat_read', 'docker-organization'],
    ['a plain password', 'password'],
  ])('%s is proved on a private image, and lists its repositories', async (secret, type) => {
    const { codes, ok, credential, capabilities, grounds } = await verify(secret, { image: 'acme/app:1.0' })
    expect(codes).toEqual([])
    expect(ok).toBe(true)
    expect(credential).toMatchObject({ type, login: 'acme' })
    expect(capabilities).toMatchObject({ list: 'yes', pull: 'yes' })
    expect(grounds.list).toBe('Docker Hub lists 1 or more repositories of acme.')
  })

  test('is proved with an image of its list where none is named', async () => {
    const { codes, capabilities } = await verify(READ)
    expect(codes).toEqual([])
    expect(capabilities.pull).toBe('yes')
  })

  test('is shown to the login once, and to the API only after that took it', async () => {
    const before = hub.seen.length
    await verify('dckr_pat_wrong', { image: 'acme/app:1.0', push: true })
    const seen = hub.seen.slice(before)
    expect(seen.filter(({ authorized }) => authorized).map(({ url }) => new URL(url).host)).toEqual([
      'auth.docker.io',
    ])
    expect(seen.filter(({ url }) => url.startsWith('https://hub.docker.com'))).toEqual([])
  })

  test('needs no API to pull: that it fails is a warning', async () => {
    hub.apiDown = true
    const { ok, codes, capabilities } = await verify(READ, { image: 'acme/app:1.0' })
    expect(codes).toEqual(['api.bad_answer'])
    expect(ok).toBe(true)
    expect(capabilities).toMatchObject({ list: 'unknown', pull: 'yes' })
  })
})

describe('each state of a credential is one finding that names it', () => {
  const image = 'acme/app:1.0'
  test.each<[string, VerifyRequest, FindingCode, RegExp]>([
    ['dckr_pat_wrong', { image }, 'token.refused', /deleted, turned off or has expired/],
    ['dckr_oat_wrong', { image }, 'token.refused', /organization access token/],
    ['a wrong password', { image }, 'token.refused', /refuses the Docker ID and password/],
    ['a password with 2FA', { image }, 'token.required', /two-factor/],
    ['dckr_pat_expired', { image }, 'token.expired', /has expired/],
    ['dckr_pat_unverified', { image }, 'account.inactive', /email must be verified/],
    ['dckr_pat_deactivated', { image }, 'account.inactive', /deactivated/],
    [READ, { image, push: true }, 'scope.missing', /read-only/],
    [READ, { image: 'other/app:1.0' }, 'pull.denied', /not there and for one that is private/],
    [READ, { image: 'acme/app:9' }, 'tag.not_found', /1\.0|no tag 9/],
  ])('%s with %j: %s', async (secret, request, code, summary) => {
    const { codes, findings } = await verify(secret, { ...request, push: request.push ?? false })
    expect(codes).toEqual([code])
    expect(findings[0]?.summary).toMatch(summary)
    expect(findings[0]?.remedy?.action).toMatch(/^[A-Z].*\.$/)
    expect(findings[0]?.evidence.length).toBeGreaterThan(0)
  })

  test('a token under another name is refused', async () => {
    const { codes, findings } = await verify(READ, { image }, 'another')
    expect(codes).toEqual(['token.refused'])
    expect(findings[0]?.remedy?.action).toMatch(/Docker ID/)
  })

  test('a token that may write is proved to push', async () => {
    const { codes, capabilities } = await verify('dckr_pat_write', { image, push: true })
    expect(codes).toEqual([])
    expect(capabilities.push).toBe('yes')
  })
})

describe('without a credential', () => {
  test('an official image is pulled by its short name', async () => {
    const { codes, capabilities, credential } = await verify(undefined, { image: 'nginx:1.0' })
    expect(codes).toEqual([])
    expect(credential.type).toBe('anonymous')
    expect(capabilities).toMatchObject({ list: 'no', pull: 'yes' })
  })

  test('a private image is not shown', async () => {
    const { codes, findings } = await verify(undefined, { image: 'docker.io/acme/app:1.0' })
    expect(codes).toEqual(['pull.denied'])
    expect(findings[0]?.remedy?.action).toMatch(/connect with an account/)
  })
})

describe('the limit of pulls', () => {
  const limited = (remaining: number, source = '203.0.113.7'): Limit => ({
    limit: '100;w=21600',
    remaining: `${remaining};w=21600`,
    source,
  })

  test('is read off the manifests that are looked at anyway', async () => {
    hub.limit = limited(76)
    const before = hub.seen.length
    const { credential, checks, codes } = await verify(READ, { image: 'acme/app:1.0' })
    expect(codes).toEqual([])
    expect(credential.rateLimit).toEqual({
      limit: 100,
      remaining: 76,
      windowSeconds: 21_600,
      countedFor: '203.0.113.7',
    })
    expect(checks.find(({ id }) => id === 'registry.pull_limit')?.detail).toBe(
      '76 of 100 pulls in 6 hours are left for 203.0.113.7.',
    )
    expect(hub.seen.slice(before).filter(({ url }) => url.includes('ratelimitpreview'))).toEqual([])
  })

  test('is asked for by HEAD, which is no pull, where no image was looked at', async () => {
    hub.limit = limited(76)
    const before = hub.seen.length
    const { credential } = await verify(undefined)
    expect(credential.rateLimit?.remaining).toBe(76)
    const asked = hub.seen.slice(before).filter(({ url }) => url.includes('/manifests/'))
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['HEAD']))
  })

  test.each<[number, FindingCode[]]>([
    [11, []],
    [10, ['registry.rate_limit_low']],
    [0, ['registry.rate_limited']],
  ])('with %i of 100 left gives %j', async (remaining, expected) => {
    hub.limit = limited(remaining)
    const { codes, ok } = await verify(undefined, { image: 'nginx:1.0' })
    expect(codes).toEqual(expected)
    expect(ok).toBe(true)
  })

  test('that is used up is told once, in words of its own', async () => {
    hub.exhausted = 'pulls'
    hub.limit = limited(0)
    const { codes, findings, credential } = await verify(undefined, { image: 'nginx:1.0' })
    expect(codes).toEqual(['registry.rate_limited'])
    expect(findings[0]?.summary).toMatch(/You have reached your pull rate limit/)
    expect(credential.rateLimit?.remaining).toBe(0)
  })

  test.each([undefined, READ])(
    'is not said to be used up where the limit of all requests is met, as %s',
    async (secret) => {
      hub.exhausted = 'requests'
      const { codes, findings, statuses } = await verify(secret, { image: 'acme/public:1.0' })
      expect(codes).toEqual(['registry.rate_limited'])
      expect(findings[0]?.summary).not.toMatch(/used up/)
      expect(findings[0]?.remedy?.action).toMatch(/^Send fewer requests/)
      expect(findings[0]?.remedy?.action).not.toMatch(/account|plan/)
      expect(statuses).toContain('registry.pull_limit skipped')
    },
  )

  test('is known by its headers where the answer has no words', async () => {
    hub.exhausted = 'requests'
    hub.limit = limited(0)
    const { findings } = await verify(READ, { image: 'acme/app:1.0' })
    expect(findings[0]?.summary).toMatch(/allows the account are used up/)
  })

  test('that is named in no way that is known counts as not named', async () => {
    hub.limit = { limit: 'many', remaining: '?', source: '' }
    const { codes, credential } = await verify(READ, { image: 'acme/app:1.0' })
    expect(codes).toEqual([])
    expect(credential.rateLimit).toBeUndefined()
  })
})

describe('the list of images', () => {
  const listed = async (secret: string | undefined, search: string) => {
    const found = []
    for await (const image of provider().images?.(connect(secret), search, signal()) ?? []) found.push(image)
    return found
  }

  test('goes through all pages, and tells who may see what', async () => {
    expect(await listed(READ, '')).toEqual([
      { repository: 'acme/app', visibility: 'private', updatedAt: '2026-11-01T10:00:00Z' },
      { repository: 'acme/public', visibility: 'public' },
    ])
    expect(await listed(READ, 'PUB')).toHaveLength(1)
  })

  test.each([
    [undefined, 'operation.unsupported'],
    ['dckr_pat_wrong', 'credential.refused'],
  ])('of %s fails with %s', async (secret, code) => {
    await expect(listed(secret, '')).rejects.toMatchObject({ code })
  })
})
