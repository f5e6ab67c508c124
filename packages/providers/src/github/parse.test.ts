import { isAppError, type RegistryDraft } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { addressesOf, type GithubKind, parseGithubDraft } from './parse.ts'

const TWIN = { registry: 'http://127.0.0.1:5555', api: 'http://127.0.0.1:5555/api/v3/' }

function issuesOf(kind: GithubKind, draft: RegistryDraft): string[] {
  try {
    parseGithubDraft(kind, [TWIN], draft)
    return []
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    return error.issues.map(({ field, problem }) => `${field} ${problem}`)
  }
}

describe('GITHUB_CR', () => {
  test('is ghcr.io unless another address is given, and takes away what surrounds the values', () => {
    const config = { username: '  acme ', password: ' ghp_x\n' }
    const parsed = parseGithubDraft('GITHUB_CR', [], { config })
    expect(parsed.url).toBe('https://ghcr.io')
    expect(parsed.config).toEqual({ username: 'acme' })
    expect(parsed.secrets.password?.reveal()).toBe('ghp_x')
  })

  test.each(['ghcr.io', 'https://ghcr.io/', 'https://ghcr.io:443', ' https://GHCR.io/v2/ '])(
    '%s is ghcr.io',
    (url) => {
      expect(parseGithubDraft('GITHUB_CR', [], { url, config: {} }).url).toBe('https://ghcr.io')
    },
  )

  test('keeps the case of the prefix, so that the verification can tell', () => {
    const { config } = parseGithubDraft('GITHUB_CR', [], { config: { username: 'Acme' } })
    expect(config).toEqual({ username: 'Acme' })
  })

  test('may be anonymous, and needs a prefix where there is a token', () => {
    expect(parseGithubDraft('GITHUB_CR', [], { config: { username: '', password: null } })).toEqual({
      url: 'https://ghcr.io',
      config: {},
      secrets: {},
    })
    expect(issuesOf('GITHUB_CR', { config: { password: 'ghp_x' } })).toEqual(['config.username is missing'])
  })

  test('takes another host only when the operator lists it', () => {
    expect(parseGithubDraft('GITHUB_CR', [TWIN], { url: 'http://127.0.0.1:5555/', config: {} }).url).toBe(
      TWIN.registry,
    )
    expect(issuesOf('GITHUB_CR', { url: 'https://registry.example.com', config: {} })).toEqual([
      'url is neither https://ghcr.io nor a host that the operator lists as compatible',
    ])
    // The same host on another port, or without TLS, is another one.
    expect(issuesOf('GITHUB_CR', { url: 'http://ghcr.io', config: {} })).toHaveLength(1)
    expect(issuesOf('GITHUB_CR', { url: 'http://127.0.0.1:5556', config: {} })).toHaveLength(1)
  })

  test('names every fault at once', () => {
    const draft = { url: 'https://u:p@ghcr.io', config: { username: 7, password: ['x'] } }
    expect(issuesOf('GITHUB_CR', draft)).toEqual([
      'config.username must be text',
      'config.password must be text',
      'url holds a user name or password',
    ])
  })
})

describe('GITHUB_ENTERPRISE_CR', () => {
  const config = { username: 'acme', password: 'ghp_x' }

  test.each([
    ['https://containers.acme.ghe.com', { api: 'https://api.acme.ghe.com', web: 'https://acme.ghe.com' }],
    [
      'https://containers.github.acme.com',
      { api: 'https://github.acme.com/api/v3', web: 'https://github.acme.com' },
    ],
  ])('%s has its API beside it', (registry, addresses) => {
    const { url } = parseGithubDraft('GITHUB_ENTERPRISE_CR', [], { url: registry, config })
    expect(addressesOf('GITHUB_ENTERPRISE_CR', url, [])).toEqual({ registry, ...addresses })
  })

  test('needs an address, a prefix and a token', () => {
    expect(issuesOf('GITHUB_ENTERPRISE_CR', { config: {} })).toEqual([
      'url is missing',
      'config.username is missing',
      'config.password is missing',
    ])
  })

  test.each([
    'https://ghcr.io',
    'http://containers.acme.ghe.com',
    'https://containers.local',
    'https://acme.ghe.com',
  ])('%s is none', (url) => {
    expect(issuesOf('GITHUB_ENTERPRISE_CR', { url, config })).toEqual([
      'url is not the address of a GitHub Enterprise container registry',
    ])
  })
})

test('a listed host is told its pages by its API: GitHub and Enterprise Server lay them out differently', () => {
  expect(addressesOf('GITHUB_CR', TWIN.registry, [TWIN])?.web).toBe('http://127.0.0.1:5555')
  const cloud = { registry: 'https://cr.example.com', api: 'https://api.example.com' }
  expect(addressesOf('GITHUB_CR', cloud.registry, [cloud])?.web).toBe('https://example.com')
})
