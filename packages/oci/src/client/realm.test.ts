import { describe, expect, test } from 'vitest'
import { json, type ScriptedServer, serve } from '../../test/scripted-server.ts'
import { basic, credential, signal, testClient } from '../../test/test-client.ts'
import { isTrustedRealm } from './realm.ts'

const PAT = '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'

const trusts = (registry: string, realm: string): boolean =>
  isTrustedRealm(new URL(realm), { origin: registry }, () => false)

test.each([
  ['https://registry-1.docker.io', 'https://auth.docker.io/token', true],
  ['https://registry.gitlab.com', 'https://gitlab.com/jwt/auth', true],
  ['https://registry.digitalocean.com', 'https://api.digitalocean.com/v2/registry/auth', true],
  [
    'https://rg.fr-par.scw.cloud',
    'https://api.scaleway.com/registry-internal/v1/regions/fr-par/tokens',
    true,
  ],
  ['https://rg.fr-par.scw.cloud', 'http://api.scaleway.com/token', false],
  ['https://rg.evil.scw.cloud.example', 'https://api.scaleway.com/token', false],
  ['https://registry.digitalocean.com', 'https://api.digitalocean.com.evil.example/token', false],
  ['https://registry.example.com', 'https://api.scaleway.com/token', false],
])('%s has its tokens made at %s: %s', (registry, realm, trusted) => {
  expect(trusts(registry, realm)).toBe(trusted)
})

describe('the realm', () => {
  const pointingTo = (realm: string) =>
    serve((_request, response) => {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="x"` }).end()
    })

  test('on another host is not followed, and the failure names it', async () => {
    const thief = await serve((_request, response) => json(response, 200, { token: 'stolen' }))
    const server = await pointingTo(`${thief.url}/token`)
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await expect(client.manifest('acme/app', '1', signal())).rejects.toMatchObject({
      code: 'registry.bad_answer',
      message: expect.stringContaining(`${thief.url}/token`),
    })
    expect(thief.seen).toHaveLength(0)
  })

  test('on another host is followed when someone vouches for it', async () => {
    const issuer = await serve((_request, response) => json(response, 200, { token: 'good' }))
    const server = await pointingTo(`${issuer.url}/token`)
    const client = testClient({
      url: server.url,
      credential: credential('octocat', PAT),
      trustRealm: ({ origin }) => origin === issuer.url,
    })
    await expect(client.manifest('acme/app', '1', signal())).rejects.toMatchObject({
      code: 'credential.refused',
    })
    expect(issuer.seen.map(({ headers }) => headers.authorization)).toEqual([basic('octocat', PAT)])
  })

  test.each(['', 'not an address', 'file:///etc/passwd', 'https://user:secret@registry.example/token'])(
    'that is no plain address is a bad answer: "%s"',
    async (realm) => {
      const server = await pointingTo(realm)
      const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
      await expect(client.manifest('acme/app', '1', signal())).rejects.toMatchObject({
        code: 'registry.bad_answer',
      })
      expect(server.seen).toHaveLength(1)
    },
  )

  test('redirecting is a bad answer: the credential goes no further', async () => {
    const thief = await serve((_request, response) => json(response, 200, { token: 'stolen' }))
    const server: ScriptedServer = await serve((request, response) => {
      if (request.path.startsWith('/token')) {
        return void response.writeHead(307, { location: `${thief.url}/token` }).end()
      }
      return void response.writeHead(401, { 'www-authenticate': `Bearer realm="${server.url}/token"` }).end()
    })
    const client = testClient({ url: server.url, credential: credential('octocat', PAT) })
    await expect(client.manifest('acme/app', '1', signal())).rejects.toMatchObject({
      code: 'registry.bad_answer',
    })
    expect(thief.seen).toHaveLength(0)
  })

  test.each([
    ['garbage', '<html>'],
    ['no token', '{"expires_in":60}'],
    ['a token that is no header', '{"token":"a\\r\\nx-evil: 1"}'],
    ['something endless', `{"token":"${'a'.repeat(2_000_000)}"}`],
  ])('answering %s is a bad answer', async (_what, body) => {
    const server: ScriptedServer = await serve((request, response) => {
      if (request.path.startsWith('/token')) return void response.end(body)
      return void response.writeHead(401, { 'www-authenticate': `Bearer realm="${server.url}/token"` }).end()
    })
    await expect(testClient({ url: server.url }).manifest('acme/app', '1', signal())).rejects.toMatchObject({
      code: 'registry.bad_answer',
    })
  })
})
