import { describe, expect, test } from 'vitest'
import { apiRefusal, basic, startTestTwin } from '../testing/twin.ts'

describe('who asks', () => {
  test('a token is taken as Bearer, as token, and in either place of Basic', async () => {
    const twin = await startTestTwin()
    const token = await twin.token()
    const credentials = [`Bearer ${token}`, `token ${token}`, basic(token), basic('x-oauth-basic', token)]
    for (const authorization of credentials) {
      const answer = await twin.ask('/api/v3/user', { headers: { authorization } })
      expect([answer.status, answer.json]).toMatchObject([200, { login: 'alice', type: 'User' }])
    }
  })

  test('nobody is asked to authenticate', async () => {
    const twin = await startTestTwin()
    expect((await twin.api('/user')).json).toEqual({
      message: 'Requires authentication',
      documentation_url: 'https://docs.github.com/rest/users/users#get-the-authenticated-user',
      status: '401',
    })
  })

  test.each(['unknown', 'revoked', 'expired'])(
    'a token that is %s has bad credentials, for public things too',
    async (state) => {
      const twin = await startTestTwin()
      const { token, value } = await twin.state.createToken({ login: 'alice' })
      if (state === 'revoked') await twin.state.revokeToken(token.id)
      if (state === 'expired') await twin.state.expireToken(token.id)
      const plain = state === 'unknown' ? `ghp_${'x'.repeat(36)}` : value.reveal()
      for (const path of ['/user', '/users/alice']) {
        const answer = await twin.api(path, plain)
        expect(answer.status).toBe(401)
        expect(answer.json).toEqual({
          message: 'Bad credentials',
          documentation_url: 'https://docs.github.com/rest',
          status: '401',
        })
        expect(answer.headers.has('x-oauth-scopes')).toBe(false)
      }
    },
  )

  test("a workflow's token is nobody's", async () => {
    const twin = await startTestTwin()
    const token = await twin.token({ kind: 'actions', repository: 'acme/shop' })
    expect(apiRefusal(await twin.api('/user', token))).toBe('403 Resource not accessible by integration')
  })
})

describe('what the headers tell', () => {
  test('the granted scopes, normalized, and those that the route takes', async () => {
    const twin = await startTestTwin()
    const token = await twin.token({ scopes: ['read:packages', 'write:packages', 'read:org'] })
    const { headers } = await twin.api('/user/orgs', token)
    expect(headers.get('x-oauth-scopes')).toBe('read:org, write:packages')
    expect(headers.get('x-accepted-oauth-scopes')).toBe('admin:org, read:org, repo, user, write:org')
  })

  test('scopes are present and empty for a classic token without any, absent for a fine-grained one', async () => {
    const twin = await startTestTwin()
    const classic = await twin.api('/user', await twin.token())
    expect(classic.headers.get('x-oauth-scopes')).toBe('')
    const fine = await twin.api('/user', await twin.token({ kind: 'fine-grained' }))
    expect([fine.status, fine.headers.has('x-oauth-scopes')]).toEqual([200, false])
  })

  test('the expiration, where there is one', async () => {
    const twin = await startTestTwin()
    const name = 'github-authentication-token-expiration'
    const expiring = await twin.api('/user', await twin.token({ expiresAt: '2026-07-01T02:00:00+02:00' }))
    expect(expiring.headers.get(name)).toBe('2026-07-01 00:00:00 UTC')
    expect((await twin.api('/user', await twin.token())).headers.has(name)).toBe(false)
  })

  test('media type, request id and rate limit', async () => {
    const twin = await startTestTwin()
    const token = await twin.token()
    await twin.api('/user', token)
    const { headers } = await twin.api('/user', token)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-github-media-type': 'github.v3; format=json',
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4998',
      'x-ratelimit-used': '2',
      'x-ratelimit-reset': String(Date.parse('2026-06-01T13:00:00Z') / 1000),
      'x-ratelimit-resource': 'core',
    })
    expect(headers.get('x-github-request-id')).toMatch(/^[0-9A-F:]+$/)
  })
})

describe('limits', () => {
  test('an anonymous caller has 60 requests an hour; asking for the limit costs none', async () => {
    const twin = await startTestTwin()
    for (let at = 0; at < 60; at++) await twin.api('/users/alice')
    const { json } = await twin.api('/rate_limit')
    expect(json).toMatchObject({ rate: { limit: 60, used: 60, remaining: 0 } })
    const refused = await twin.api('/users/alice')
    expect(apiRefusal(refused)).toMatch(/^403 API rate limit exceeded for 127\.0\.0\.1\./)
    twin.clock.advance(3_600_000)
    expect((await twin.api('/users/alice')).status).toBe(200)
  })

  test('the limit of a token can be set', async () => {
    const twin = await startTestTwin()
    await twin.state.putSettings({ apiRequestsPerHour: 1 })
    const token = await twin.token()
    expect((await twin.api('/user', token)).status).toBe(200)
    const refused = await twin.api('/user', token)
    expect(apiRefusal(refused)).toMatch(/^403 API rate limit exceeded for user ID \d+\.$/)
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
  })

  test('after repeated bad logins everyone is refused for a while, good tokens included', async () => {
    const twin = await startTestTwin()
    await twin.state.putSettings({ lockout: { attempts: 3, windowMs: 60_000, durationMs: 30_000 } })
    const good = await twin.token()
    const locked = '403 Maximum number of login attempts exceeded. Please try again later.'
    expect((await twin.api('/user', 'bad')).status).toBe(401)
    expect((await twin.api('/user', 'bad')).status).toBe(401)
    expect((await twin.api('/user', good)).status).toBe(200)
    expect(apiRefusal(await twin.api('/user', 'bad'))).toBe(locked)
    expect(apiRefusal(await twin.api('/user', good))).toBe(locked)
    twin.clock.advance(30_000)
    expect((await twin.api('/user', good)).status).toBe(200)
  })

  test('bad logins far apart lock nobody out, and the lock can be switched off', async () => {
    const twin = await startTestTwin()
    const good = await twin.token()
    await twin.state.putSettings({ lockout: { attempts: 2, windowMs: 1000, durationMs: 30_000 } })
    for (let at = 0; at < 4; at++) {
      await twin.api('/user', 'bad')
      twin.clock.advance(1000)
    }
    expect((await twin.api('/user', good)).status).toBe(200)
    await twin.state.putSettings({ lockout: null })
    for (let at = 0; at < 40; at++) await twin.api('/user', 'bad')
    expect((await twin.api('/user', good)).status).toBe(200)
  })
})

test('what is not there is not found, in the envelope of GitHub', async () => {
  const twin = await startTestTwin()
  const answer = await twin.api('/no/such/thing', await twin.token())
  expect([answer.status, answer.json]).toEqual([
    404,
    { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
  ])
})
