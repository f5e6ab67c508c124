import { type FindingCode, type RegistryKind, Secret, systemClock } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { expect, test } from 'vitest'
import { createGithubProviders } from './provider.ts'
import { tokenChecksum } from './token-format.ts'

const random = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5'
const TOKEN = `ghp_${random}${tokenChecksum(random)}`

/** Verifies on a network of one's own, where every host knows nobody. */
async function verifyOn(kind: RegistryKind, url: string) {
  const asked: { origin: string; path: string; authorization: string }[] = []
  const fetch: Fetch = async (input, init) => {
    const { origin, pathname, host } = new URL(String(input))
    asked.push({
      origin,
      path: pathname,
      authorization: new Headers(init?.headers).get('authorization') ?? '',
    })
    if (pathname === '/v2/') {
      const challenge = `Bearer realm="${origin}/token",service="${host}"`
      return Response.json(
        { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] },
        { status: 401, headers: { 'www-authenticate': challenge } },
      )
    }
    if (pathname === '/token') {
      return Response.json({ errors: [{ code: 'DENIED', message: 'denied' }] }, { status: 403 })
    }
    return Response.json({ message: 'Bad credentials' }, { status: 401 })
  }
  const providers = createGithubProviders({ fetch, clock: systemClock, compatibleHosts: [] })
  const provider = kind === 'GITHUB_CR' ? providers.GITHUB_CR : providers.GITHUB_ENTERPRISE_CR
  const draft = provider.parse({ url, config: { username: 'acme', password: TOKEN } })
  const { signal } = new AbortController()
  const { findings } = await provider.verify({ kind, ...draft }, { image: 'acme/app:1.0' }, signal)
  const codes: FindingCode[] = findings.map(({ code }) => code)
  return { asked, codes, link: findings[0]?.remedy?.link }
}

test.each([
  ['GITHUB_CR', 'https://ghcr.io', 'https://api.github.com', '', 'https://github.com'],
  [
    'GITHUB_ENTERPRISE_CR',
    'https://containers.acme.ghe.com',
    'https://api.acme.ghe.com',
    '',
    'https://acme.ghe.com',
  ],
  [
    'GITHUB_ENTERPRISE_CR',
    'https://containers.git.acme.com',
    'https://git.acme.com',
    '/api/v3',
    'https://git.acme.com',
  ],
] as const)('%s at %s asks its own API, and links to its own pages', async (kind, url, api, base, web) => {
  const { asked, codes, link } = await verifyOn(kind, url)
  expect(codes).toEqual(['token.refused'])
  expect(link).toBe(`${web}/settings/tokens/new?scopes=read:packages,read:org&description=Fairlead`)
  expect(new Set(asked.map(({ origin }) => origin))).toEqual(new Set([api, url]))
  const shown = asked.filter(({ authorization }) => authorization !== '')
  expect(shown.map(({ origin, path }) => `${origin}${path}`).toSorted()).toEqual(
    [`${api}${base}/orgs/acme/packages/container/app/versions`, `${url}/token`].toSorted(),
  )
})

test('the credential is the token, under the prefix until its login is known', async () => {
  const { GITHUB_CR } = createGithubProviders({
    fetch: () => Promise.reject(new Error('nothing is to be asked')),
    clock: systemClock,
    compatibleHosts: [],
  })
  const { signal } = new AbortController()
  const ghcr = { kind: 'GITHUB_CR', url: 'https://ghcr.io' } as const
  const secrets = { password: new Secret(TOKEN) }
  const credential = await GITHUB_CR.credential({ ...ghcr, config: { username: 'acme' }, secrets }, signal)
  expect(credential?.username).toBe('acme')
  expect(await GITHUB_CR.credential({ ...ghcr, config: {}, secrets: {} }, signal)).toBeUndefined()
})

test('a stored connection whose host is listed no more is told so', async () => {
  const { GITHUB_CR } = createGithubProviders({
    fetch: () => Promise.reject(new Error('nothing is to be asked')),
    clock: systemClock,
    compatibleHosts: [],
  })
  const connection = { kind: 'GITHUB_CR', url: 'http://127.0.0.1:5555', config: {}, secrets: {} } as const
  await expect(GITHUB_CR.verify(connection, {}, new AbortController().signal)).rejects.toMatchObject({
    code: 'request.invalid',
    issues: [{ field: 'url' }],
  })
})
