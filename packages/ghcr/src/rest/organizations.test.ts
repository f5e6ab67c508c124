import { describe, expect, test } from 'vitest'
import { apiRefusal, startTestTwin } from '../testing/twin.ts'

const FORBIDDEN =
  '403 `Acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.'

test('the type of an account tells a user from an organization; case does not matter', async () => {
  const twin = await startTestTwin()
  expect((await twin.api('/users/ALICE')).json).toMatchObject({ login: 'alice', type: 'User' })
  expect((await twin.api('/users/acme')).json).toMatchObject({ login: 'Acme', type: 'Organization' })
  expect(apiRefusal(await twin.api('/users/nobody'))).toBe('404 Not Found')
  expect((await twin.api('/orgs/acme')).json).toMatchObject({ login: 'Acme', type: 'Organization' })
  expect(apiRefusal(await twin.api('/orgs/alice'))).toBe('404 Not Found')
})

describe('GET /user/orgs', () => {
  test('lists organizations of active members', async () => {
    const twin = await startTestTwin()
    const list = async (login: string) =>
      (await twin.api('/user/orgs', await twin.token({ login, scopes: ['read:org'] }))).json
    expect(await list('bob')).toMatchObject([{ login: 'Acme' }])
    expect(await list('penny')).toEqual([])
  })

  test('needs read:org, a scope that implies it, or user', async () => {
    const twin = await startTestTwin()
    const status = async (scopes: string[]) =>
      (await twin.api('/user/orgs', await twin.token({ scopes }))).status
    expect(await status(['admin:org'])).toBe(200)
    expect(await status(['user'])).toBe(200)
    expect(apiRefusal(await twin.api('/user/orgs', await twin.token({ scopes: ['repo'] })))).toBe(
      '403 You need at least read:org scope or user scope to list your organizations.',
    )
  })

  test('leaves out organizations without a single sign-on grant, and says so by their ids', async () => {
    const twin = await startTestTwin()
    const { id } = await twin.state.putOrganization({ login: 'acme', samlSso: true })
    await twin.state.putOrganization({ login: 'plain', members: [{ login: 'alice' }] })
    const answer = await twin.api('/user/orgs', await twin.token({ scopes: ['read:org'] }))
    expect([answer.status, answer.json]).toMatchObject([200, [{ login: 'plain' }]])
    expect(answer.json).toHaveLength(1)
    expect(answer.headers.get('x-github-sso')).toBe(`partial-results; organizations=${id}`)
  })
})

describe('membership', () => {
  test('of the caller has a state and a role', async () => {
    const twin = await startTestTwin()
    const membership = async (login: string) => {
      const token = await twin.token({ login, scopes: ['read:org'] })
      return twin.api('/user/memberships/orgs/acme', token)
    }
    expect((await membership('alice')).json).toMatchObject({ state: 'active', role: 'admin' })
    expect((await membership('bob')).json).toMatchObject({ state: 'active', role: 'member' })
    expect((await membership('penny')).json).toMatchObject({ state: 'pending', role: 'member' })
    expect(apiRefusal(await membership('zoe'))).toBe('404 Not Found')
  })

  test('of the caller needs read:org', async () => {
    const twin = await startTestTwin()
    const answer = await twin.api('/user/memberships/orgs/acme', await twin.token({ scopes: ['repo'] }))
    expect(answer.status).toBe(403)
  })

  test('of the caller is not told to a fine-grained token', async () => {
    const twin = await startTestTwin()
    const answer = await twin.api('/user/memberships/orgs/acme', await twin.token({ kind: 'fine-grained' }))
    expect(apiRefusal(answer)).toBe('403 Resource not accessible by personal access token')
    expect(answer.headers.get('x-accepted-github-permissions')).toBe('members=read')
  })

  test('of anyone is told to members only', async () => {
    const twin = await startTestTwin()
    const ask = async (login: string, about: string, scopes = ['read:org']) =>
      twin.api(`/orgs/acme/members/${about}`, await twin.token({ login, scopes }))
    const none = '404 User does not exist or is not a member of the organization'
    expect((await ask('alice', 'bob')).status).toBe(204)
    expect(apiRefusal(await ask('alice', 'penny'))).toBe(none)
    expect(apiRefusal(await ask('alice', 'zoe'))).toBe(none)
    expect(apiRefusal(await ask('zoe', 'bob'))).toBe(none)
    expect(apiRefusal(await ask('alice', 'bob', []))).toBe(none)
  })
})

describe('single sign-on', () => {
  const PATHS = ['/orgs/acme', '/orgs/acme/members/bob', '/user/memberships/orgs/acme', '/repos/acme/shop']

  test.each([...PATHS, '/orgs/acme/packages?package_type=container'])('guards %s', async (path) => {
    const twin = await startTestTwin()
    await twin.state.putOrganization({ login: 'acme', samlSso: true })
    const scopes = ['read:org', 'repo', 'read:packages']
    const refused = await twin.api(path, await twin.token({ scopes }))
    expect(apiRefusal(refused)).toBe(
      '403 Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    )
    expect(refused.headers.get('x-github-sso')).toMatch(
      new RegExp(`^required; url=${twin.url}/orgs/Acme/sso\\?authorization_request=\\S+$`),
    )
    const granted = await twin.api(path, await twin.token({ scopes, sso: ['acme'] }))
    expect(granted.status).toBeLessThan(300)
  })

  test('is granted on the page that the header names, for an hour', async () => {
    const twin = await startTestTwin()
    await twin.state.putOrganization({ login: 'acme', samlSso: true })
    const token = await twin.token({ name: 'ci' })
    const refused = await twin.api('/orgs/acme', token)
    const address = refused.headers.get('x-github-sso')?.replace('required; url=', '') ?? ''
    const page = await twin.ask(address)
    expect(page.text).toContain('Authorize the token &quot;ci&quot; of alice for single sign-on of Acme?')
    expect((await twin.api('/orgs/acme', token)).status).toBe(403)
    expect((await twin.ask(address, { method: 'POST' })).status).toBe(200)
    expect((await twin.api('/orgs/acme', token)).status).toBe(200)
    expect((await twin.ask(address.replace(/=\d+/, '=1'))).status).toBe(404)
    twin.clock.advance(60 * 60_000)
    expect((await twin.ask(address, { method: 'POST' })).status).toBe(404)
  })

  test('an OAuth token is called by its name, and outsiders see what is public', async () => {
    const twin = await startTestTwin()
    await twin.state.putOrganization({ login: 'acme', samlSso: true })
    expect(apiRefusal(await twin.api('/orgs/acme', await twin.token({ kind: 'oauth' })))).toContain(
      'You must grant your OAuth token access',
    )
    expect((await twin.api('/orgs/acme', await twin.token({ login: 'zoe' }))).status).toBe(200)
  })
})

test('an organization that forbids classic tokens says so to its members, not to OAuth tokens', async () => {
  const twin = await startTestTwin()
  await twin.state.putOrganization({ login: 'acme', forbidsClassicTokens: true })
  const scopes = ['read:org', 'read:packages']
  const token = await twin.token({ scopes })
  expect(apiRefusal(await twin.api('/orgs/acme', token))).toBe(FORBIDDEN)
  expect(apiRefusal(await twin.api('/orgs/acme/packages?package_type=container', token))).toBe(FORBIDDEN)
  expect((await twin.api('/orgs/acme', await twin.token({ kind: 'oauth', scopes }))).status).toBe(200)
})

test('a private repository is there only for members with the scope repo', async () => {
  const twin = await startTestTwin()
  const shop = async (login: string, scopes: string[]) =>
    twin.api('/repos/acme/shop', await twin.token({ login, scopes }))
  expect((await shop('bob', ['repo'])).json).toMatchObject({ full_name: 'Acme/shop', visibility: 'private' })
  expect(apiRefusal(await shop('bob', ['read:packages']))).toBe('404 Not Found')
  expect(apiRefusal(await shop('zoe', ['repo']))).toBe('404 Not Found')
  expect(apiRefusal(await twin.api('/repos/acme/shop'))).toBe('404 Not Found')
  expect((await twin.api('/repos/acme/site')).json).toMatchObject({ private: false })
})
