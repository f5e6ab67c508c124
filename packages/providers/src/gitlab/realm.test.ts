import { type FindingCode, systemClock } from '@fairlead/core'
import { createRegistryClient } from '@fairlead/oci/client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { gitlabOf, trustsRealm } from './addresses.ts'
import { createGitlabProvider } from './provider.ts'
import { type GitlabSetup, SECRETS, startGitlab } from './testing/gitlab-server.ts'

const signal = (): AbortSignal => new AbortController().signal

describe('the realm of a GitLab', () => {
  test.each<[registry: string, realm: string, trusted: boolean]>([
    ['https://registry.example.com', 'https://gitlab.example.com/jwt/auth', true],
    ['https://registry.example.com', 'https://git.example.com/gitlab/jwt/auth', true],
    ['https://registry.gitlab.example.com', 'https://gitlab.example.com/jwt/auth', true],
    ['https://gitlab.example.com:5050', 'https://gitlab.example.com/jwt/auth', true],
    ['https://example.com', 'https://gitlab.example.com/jwt/auth', true],
    ['http://10.0.0.5:5000', 'http://10.0.0.5/jwt/auth', true],
    ['https://registry.example.com', 'https://gitlab.example.com/token', false],
    ['https://registry.example.com', 'https://gitlab.example.org/jwt/auth', false],
    ['https://registry.example.com', 'https://gitlab.example.com.evil.org/jwt/auth', false],
    ['https://registry.example.com', 'https://evilexample.com/jwt/auth', false],
    ['https://registry.example.com', 'https://com/jwt/auth', false],
    ['https://registry.acme.co.uk', 'https://gitlab.acme.co.uk/jwt/auth', true],
    ['https://acme.co.uk', 'https://evil.co.uk/jwt/auth', false],
    ['https://registry.bmw.de', 'https://gitlab.bmw.de/jwt/auth', true],
    ['https://registry.com', 'https://gitlab.com/jwt/auth', false],
    ['http://10.0.0.5:5000', 'http://10.0.0.6/jwt/auth', false],
    ['http://registry', 'http://gitlab/jwt/auth', false],
  ])('%s may send its credential to %s: %s', (registry, realm, trusted) => {
    expect(trustsRealm(registry, undefined)(new URL(realm))).toBe(trusted)
  })

  test('elsewhere is trusted where the connection names it', () => {
    const trusts = trustsRealm('https://registry.example.com', 'https://code.acme.dev/jwt/auth')
    expect(trusts(new URL('https://code.acme.dev/jwt/auth?x=1'))).toBe(true)
    expect(trusts(new URL('https://code.acme.dev/other'))).toBe(false)
  })

  test('tells where GitLab is, with its relative URL root', () => {
    expect(gitlabOf('https://example.com/gitlab/jwt/auth')).toBe('https://example.com/gitlab')
    expect(gitlabOf('https://example.com/token')).toBeUndefined()
    expect(gitlabOf(undefined)).toBeUndefined()
  })
})

async function start(setup: GitlabSetup) {
  const gitlab = await startGitlab(setup)
  onTestFinished(() => gitlab.close())
  const provider = createGitlabProvider({ fetch: gitlab.fetch, clock: systemClock })
  const connect = (config: Readonly<Record<string, string>> = {}) => ({
    kind: 'GITLAB_CR' as const,
    ...provider.parse({
      url: setup.registry,
      config: { username: 'ada', password: SECRETS.lister, ...config },
    }),
  })
  return { gitlab, provider, connect }
}

describe("a GitLab of one's own", () => {
  test.each<GitlabSetup>([
    { registry: 'https://registry.example.com', gitlab: 'https://gitlab.example.com' },
    { registry: 'https://gitlab.example.com:5050', gitlab: 'https://gitlab.example.com' },
    { registry: 'https://registry.example.com', gitlab: 'https://git.example.com/gitlab' },
  ])('at $registry is asked at $gitlab', async (setup) => {
    const { provider, connect } = await start(setup)
    const { findings, credential, capabilities } = await provider.verify(
      connect(),
      { image: 'acme/shop:1.0' },
      signal(),
    )
    expect(findings).toEqual([])
    expect(credential.type).toBe('gitlab-personal')
    expect(capabilities).toMatchObject({ list: 'yes', pull: 'yes' })
  })

  test('gives a credential that pulls by itself, and is asked for its realm once an hour', async () => {
    const registry = 'https://registry.example.com'
    const { gitlab, provider, connect } = await start({ registry, gitlab: 'https://gitlab.example.com' })
    const credential = await provider.credential(connect(), signal())
    expect(credential?.tokenRealm).toBe('https://gitlab.example.com/jwt/auth')
    await provider.credential(connect(), signal())
    expect(gitlab.seen.map(({ url, authorized }) => `${url} ${authorized}`)).toEqual([
      `${registry}/v2/ false`,
    ])
    const client = createRegistryClient({ url: registry, credential, fetch: gitlab.fetch })
    await expect(client.resolve('acme/shop', '1.0', signal())).resolves.toBeDefined()
  })

  test('on another site gets no credential until the connection names its realm', async () => {
    const registry = 'https://registry.example.com'
    const { gitlab, provider, connect } = await start({ registry, gitlab: 'https://code.acme.dev' })
    const refused = await provider.verify(connect(), { image: 'acme/shop:1.0' }, signal())
    expect(refused.findings.map(({ code }): FindingCode => code)).toEqual(['registry.realm_elsewhere'])
    expect(gitlab.seen.filter(({ url }) => url.startsWith('https://code.acme.dev'))).toEqual([])
    expect((await provider.credential(connect(), signal()))?.tokenRealm).toBeUndefined()

    const named = connect({ token_realm: 'https://code.acme.dev/jwt/auth' })
    const { ok, credential } = await provider.verify(named, { image: 'acme/shop:1.0' }, signal())
    expect(ok).toBe(true)
    expect(credential.type).toBe('gitlab-personal')
    const images = []
    for await (const each of provider.images?.(named, 'api', signal()) ?? []) images.push(each.repository)
    expect(images).toEqual(['acme/shop/api'])
  })
})
