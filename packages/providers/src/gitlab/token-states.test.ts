import type { Clock, FindingCode, VerifyRequest } from '@fairlead/core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createGitlabProvider } from './provider.ts'
import { type GitlabServer, SECRETS, startGitlab } from './testing/gitlab-server.ts'

let gitlab: GitlabServer
beforeAll(async () => {
  gitlab = await startGitlab({ registry: 'https://registry.gitlab.com', gitlab: 'https://gitlab.com' })
})
afterAll(() => gitlab.close())
afterEach(() =>
  Object.assign(gitlab, { apiDown: false, old: false, registryEnabled: true, olderWords: false }),
)

// Two weeks before the expiring token ends.
const NOW = new Date('2026-11-17T00:00:00Z')
const clock: Clock = { now: () => NOW }
const signal = (): AbortSignal => new AbortController().signal
const provider = () => createGitlabProvider({ fetch: gitlab.fetch, clock })

type SecretName = keyof typeof SECRETS

const connect = (name: SecretName | undefined, username: string) => ({
  kind: 'GITLAB_CR' as const,
  ...provider().parse({ config: name === undefined ? {} : { username, password: SECRETS[name] } }),
})

async function verify(name: SecretName | undefined, request: VerifyRequest = {}, username = 'ada') {
  const verification = await provider().verify(connect(name, username), request, signal())
  // The clock of this test stands still, which the registry's Date header betrays.
  const findings = verification.findings.filter(({ code }) => code !== 'clock.skewed')
  return { ...verification, findings, codes: findings.map(({ code }): FindingCode => code) }
}

const image = 'acme/shop/api:1.0'
const DEPLOY = 'gitlab+deploy-token-1'

describe('a good token', () => {
  test.each<[SecretName, string, string | null | undefined, string]>([
    ['lister', 'gitlab-personal', '2027-10-01T00:00:00.000Z', 'ada'],
    ['project', 'gitlab-project', '2027-10-01T00:00:00.000Z', 'project_7_bot_0a1b2c'],
    ['group', 'gitlab-group', '2027-10-01T00:00:00.000Z', 'group_3_bot_0a1b2c'],
    ['prefixed', 'gitlab-personal', '2027-10-01T00:00:00.000Z', 'ada'],
  ])('%s is told apart, with its end, and lists images', async (name, type, expiresAt, login) => {
    for (const request of [{ image }, {}]) {
      const { codes, credential, capabilities } = await verify(name, request)
      expect(codes).toEqual([])
      expect(credential).toMatchObject({
        type,
        expiresAt,
        login,
        scopesGranted: ['read_registry', 'read_api'],
      })
      expect(capabilities).toMatchObject({ list: 'yes', pull: 'yes' })
    }
  })

  test('that may only read the registry pulls, and lists nothing', async () => {
    const { codes, capabilities, credential, grounds } = await verify('reader', { image })
    expect(codes).toEqual([])
    expect(capabilities).toMatchObject({ list: 'no', pull: 'yes' })
    expect(grounds.list).toMatch(/read_api/)
    expect(credential).toMatchObject({ type: 'unknown', scopesGranted: ['read_registry'], expiresAt: null })
  })

  test('that may write is proved to push', async () => {
    const { codes, capabilities } = await verify('writer', { image, push: true })
    expect(codes).toEqual([])
    expect(capabilities.push).toBe('yes')
  })

  test('of a deployment pulls under its own user name', async () => {
    const before = gitlab.seen.length
    const { codes, capabilities, credential } = await verify('deploy', { image }, DEPLOY)
    expect(codes).toEqual([])
    expect(capabilities.pull).toBe('yes')
    expect(credential).toMatchObject({ type: 'gitlab-deploy', login: DEPLOY })
    expect(credential.expiresAt).toBeUndefined()
    expect(gitlab.seen.slice(before).filter(({ url }) => url.startsWith('https://gitlab.com/api/'))).toEqual(
      [],
    )
  })

  test('may be a password, which the API is shown only after the registry took it', async () => {
    const { codes, credential, checks } = await verify('password', { image })
    expect(codes).toEqual([])
    expect(credential.type).toBe('password')
    expect(checks.find(({ id }) => id === 'token.facts')?.detail).toMatch(/it is a password/)
    const before = gitlab.seen.length
    await verify('wrong', { image })
    expect(gitlab.seen.slice(before).filter(({ url }) => url.startsWith('https://gitlab.com/api/'))).toEqual(
      [],
    )
  })

  test('needs no API to pull: that it fails, or is of an old GitLab, does not matter', async () => {
    gitlab.apiDown = true
    const down = await verify('lister', { image })
    expect(down.codes).toEqual(['api.bad_answer'])
    expect(down.ok).toBe(true)
    expect(down.capabilities.pull).toBe('yes')
    Object.assign(gitlab, { apiDown: false, old: true })
    const old = await verify('lister', { image })
    expect(old.codes).toEqual([])
    expect(old.credential.scopesGranted).toBeUndefined()
  })
})

test('a dead token is shown to the API once and to the registry never', async () => {
  const before = gitlab.seen.length
  await verify('revoked', { image, push: true })
  const asked = gitlab.seen.slice(before).map(({ url }) => new URL(url).pathname)
  expect(asked.toSorted()).toEqual(['/api/v4/personal_access_tokens/self', '/v2/'])
})

describe('each state of a credential is one finding that names it', () => {
  test.each<[SecretName, VerifyRequest, FindingCode, RegExp, string?]>([
    ['unknown', { image }, 'token.refused', /revoked, has expired, or was copied in part/],
    ['revoked', { image }, 'token.refused', /it was revoked\./],
    ['expired', { image }, 'token.expired', /expired/],
    ['unknown', { image, knownExpiry: '2026-11-01T00:00:00Z' }, 'token.expired', /expired on 2026-11-01/],
    ['expiring', { image }, 'token.expires_soon', /2026-12-01, in 14 days/],
    ['blocked', { image }, 'account.inactive', /blocked/],
    ['scopeless', { image }, 'scope.missing', /has not the scope read_registry.*It has read_user/],
    ['everything', { image }, 'scope.needless', /it has api/],
    ['lister', { image, push: true }, 'scope.missing', /write_registry/],
    ['job', { image }, 'token.wrong_kind', /CI job/],
    ['lister', { image }, 'token.wrong_kind', /CI job/, 'gitlab-ci-token'],
    ['runner', { image }, 'token.wrong_kind', /token of a runner/],
    ['deadDeploy', { image }, 'token.refused', /deploy token/, DEPLOY],
    ['deploy', { image }, 'token.refused', /user name is not the one/],
    ['deploy', { image: 'acme/other:1.0' }, 'pull.denied', /restricted to other IP addresses/, DEPLOY],
    ['wrong', { image }, 'token.refused', /two-factor/],
    ['twoFactor', { image }, 'token.refused', /two-factor/],
    ['outsider', { image }, 'package.not_found', /no project at acme\/shop\/api or acme\/shop:/],
    ['lister', { image: 'acme/shap/api:1.0' }, 'package.not_found', /no project at/],
    ['lister', { image: 'acme/docs:1.0' }, 'registry.disabled', /acme\/docs is turned off/],
    ['reader', { image: 'acme/docs:1.0' }, 'pull.denied', /registry off/],
    ['lister', { image: 'acme/shop:9' }, 'tag.not_found', /no tag 9/],
  ])('%s with %j: %s', async (name, request, code, summary, username) => {
    const { codes, findings } = await verify(name, request, username)
    expect(codes).toEqual([code])
    expect(findings[0]?.summary).toMatch(summary)
    expect(findings[0]?.remedy?.action).toMatch(/^[A-Z].*\.$/)
    expect(findings[0]?.evidence.length).toBeGreaterThan(0)
    expect(findings[0]?.remedy?.link ?? 'https://gitlab.com/').toMatch(/^https:\/\/gitlab\.com\//)
  })

  test.each<[VerifyRequest, RegExp]>([
    [
      { image },
      /read_registry and read_api, .* lists the job's project in its Settings, CI\/CD, Job token permissions/,
    ],
    [{ image, push: true }, /read_registry, write_registry and read_api, .* registry of its own project\.$/],
  ])('the token of a job is told what opens other projects to a job, with %j', async (request, remedy) => {
    const { findings } = await verify('job', request)
    expect(findings.map(({ remedy: told }) => told?.action)).toEqual([expect.stringMatching(remedy)])
  })

  test.each<[SecretName, string?]>([['revoked'], ['wrong'], ['runner'], ['deadDeploy', DEPLOY]])(
    'whoever is to push is told to make a token that may (%s)',
    async (name, username) => {
      const { findings } = await verify(name, { image, push: true }, username)
      expect(findings[0]?.remedy?.action).toMatch(/write_registry/)
    },
  )

  test("GitLab's older words for two-factor authentication are definite", async () => {
    gitlab.olderWords = true
    const { codes } = await verify('twoFactor', { image })
    expect(codes).toEqual(['token.required'])
  })

  test('an old GitLab still says that a token opens no registry', async () => {
    gitlab.old = true
    const { codes } = await verify('scopeless', { image })
    expect(codes).toEqual(['scope.missing'])
  })

  test('a GitLab without a registry says so', async () => {
    gitlab.registryEnabled = false
    const { codes, findings } = await verify('lister', { image })
    expect(codes).toEqual(['registry.disabled'])
    expect(findings[0]?.summary).toMatch(/not enabled/)
  })

  test('nobody is let in without a credential', async () => {
    const { codes, findings, credential } = await verify(undefined, { image })
    expect(codes).toEqual(['pull.denied'])
    expect(findings[0]?.remedy?.action).toMatch(/connect with a token/)
    expect(credential.type).toBe('anonymous')
  })
})

describe('the list of images', () => {
  const listed = async (name: SecretName | undefined, search: string, username = 'ada') => {
    const found = []
    const images = provider().images?.(connect(name, username), search, signal()) ?? []
    for await (const each of images) found.push(each)
    return found
  }

  test('goes through all projects of a person, page by page', async () => {
    expect(await listed('lister', '')).toEqual([
      { repository: 'acme/shop', visibility: 'private' },
      { repository: 'acme/shop/api', visibility: 'private' },
    ])
    expect(await listed('lister', 'API')).toHaveLength(1)
  })

  test.each<SecretName>(['project', 'group'])('is that of the %s of a token', async (name) => {
    expect((await listed(name, '')).map(({ repository }) => repository)).toEqual([
      'acme/shop',
      'acme/shop/api',
    ])
  })

  test.each<[SecretName | undefined, string]>([
    [undefined, 'operation.unsupported'],
    ['deploy', 'operation.unsupported'],
    ['reader', 'operation.unsupported'],
    ['revoked', 'credential.refused'],
  ])('of %s fails with %s', async (name, code) => {
    await expect(listed(name, '')).rejects.toMatchObject({ code })
  })
})
