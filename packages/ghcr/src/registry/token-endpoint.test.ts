import { beforeEach, describe, expect, test } from 'vitest'
import { basic, refusal, startTestTwin, type TestTwin } from '../testing/twin.ts'

const NO_ACCESS = '403 DENIED/requested access to the resource is denied'

let twin: TestTwin
beforeEach(async () => {
  twin = await startTestTwin()
  await twin.state.putPackage({ owner: 'acme', name: 'public', visibility: 'public' })
  await twin.state.putPackage({ owner: 'acme', name: 'private' })
  await twin.state.putPackage({ owner: 'acme', name: 'internal', visibility: 'internal' })
})

describe('anonymous', () => {
  test('a public package gives an opaque token and nothing else', async () => {
    const answer = await twin.exchange('repository:acme/public:pull')
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.json as object)).toEqual(['token'])
    const { token } = answer.json as { token: string }
    expect(token).toMatch(/^djE6/)
    expect(Buffer.from(token, 'base64').toString()).toMatch(/^v1:acme\/public:\d{19}:/)
  })

  test('service may be left out', async () => {
    expect((await twin.ask('/token?scope=repository:acme/public:pull')).status).toBe(200)
  })

  test.each(['private', 'internal'])('a package that is %s is 401 with a challenge', async (name) => {
    const answer = await twin.exchange(`repository:acme/${name}:pull`)
    expect(refusal(answer)).toBe('401 UNAUTHORIZED/authentication required')
    expect(answer.headers.get('www-authenticate')).toContain(`scope="repository:acme/${name}:pull"`)
  })

  test('an absent package is 403', async () => {
    expect(refusal(await twin.exchange('repository:acme/absent:pull'))).toBe(NO_ACCESS)
  })

  test('the placeholder scope of /v2/ is denied', async () => {
    expect(refusal(await twin.exchange('repository:user/image:pull'))).toBe(NO_ACCESS)
  })

  test('asking to push to a public package gives a token that can only pull', async () => {
    const answer = await twin.exchange('repository:acme/public:pull,push')
    const authorization = `Bearer ${(answer.json as { token: string }).token}`
    const pushed = await twin.ask('/v2/acme/public/blobs/uploads/', {
      method: 'POST',
      headers: { authorization },
    })
    expect(refusal(pushed)).toBe('401 UNAUTHORIZED/authentication required')
  })
})

describe('a credential that is no good is denied, for public packages too', () => {
  test.each([
    ['unknown', async () => `ghp_${'x'.repeat(36)}`],
    ['no token at all', async () => 'hunter2'],
    [
      'revoked',
      async () => {
        const { token, value } = await twin.state.createToken({ login: 'alice', scopes: ['read:packages'] })
        await twin.state.revokeToken(token.id)
        return value.reveal()
      },
    ],
    [
      'expired',
      async () => {
        const token = await twin.token({ scopes: ['read:packages'], expiresAt: '2026-06-01T12:00:01Z' })
        twin.clock.advance(1000)
        return token
      },
    ],
  ])('%s', async (_, make) => {
    const token = await make()
    expect(refusal(await twin.exchange('repository:acme/public:pull', token))).toBe('403 DENIED/denied')
    expect(refusal(await twin.exchange('repository:user/image:pull', token))).toBe('403 DENIED/denied')
  })
})

describe('a valid credential', () => {
  test('logs in whatever its scopes and kind are', async () => {
    for (const kind of ['classic', 'fine-grained', 'oauth', 'installation'] as const) {
      const answer = await twin.exchange('repository:user/image:pull', await twin.token({ kind }))
      expect(answer.status, kind).toBe(200)
    }
  })

  test('logs in without a scope', async () => {
    const headers = { authorization: basic(await twin.token()) }
    expect((await twin.ask('/token?service=ghcr.io', { headers })).status).toBe(200)
  })

  test('needs no matching user name', async () => {
    const token = await twin.token({ scopes: ['read:packages'] })
    for (const username of ['x', 'x-access-token', 'alice', '']) {
      const headers = { authorization: basic(token, username) }
      expect((await twin.ask('/token?scope=repository:acme/private:pull', { headers })).status).toBe(200)
    }
  })

  test('is denied where the package is absent or the user has no access', async () => {
    const outsider = await twin.token({ login: 'zoe', scopes: ['read:packages'] })
    expect(refusal(await twin.exchange('repository:acme/private:pull', outsider))).toBe(NO_ACCESS)
    const member = await twin.token({ scopes: ['read:packages'] })
    expect(refusal(await twin.exchange('repository:acme/absent:pull', member))).toBe(NO_ACCESS)
  })

  test('without a single sign-on grant is unauthorized, with no hint', async () => {
    await twin.state.putOrganization({ login: 'acme', samlSso: true })
    const token = await twin.token({ scopes: ['read:packages'] })
    const answer = await twin.exchange('repository:acme/private:pull', token)
    expect(refusal(answer)).toBe('401 UNAUTHORIZED/authentication required')
    expect(answer.headers.has('x-github-sso')).toBe(false)
  })

  test('sent as a bearer is ignored', async () => {
    const headers = { authorization: `Bearer ${await twin.token({ scopes: ['read:packages'] })}` }
    const answer = await twin.ask('/token?scope=repository:acme/private:pull', { headers })
    expect(refusal(answer)).toBe('401 UNAUTHORIZED/authentication required')
  })
})

test('POST is not allowed', async () => {
  const answer = await twin.ask('/token', { method: 'POST', body: 'grant_type=password' })
  expect(answer.status).toBe(405)
})

test('several scopes in one request are answered by one token for those that are allowed', async () => {
  const token = await twin.token({ scopes: ['write:packages'] })
  const answer = await twin.ask(
    '/token?scope=repository:acme/private:pull&scope=repository:acme/internal:pull,push&scope=repository:zoe/x:pull',
    { headers: { authorization: basic(token) } },
  )
  const authorization = `Bearer ${(answer.json as { token: string }).token}`
  const status = async (repository: string) =>
    (await twin.ask(`/v2/${repository}/tags/list`, { headers: { authorization } })).status
  expect(await status('acme/private')).not.toBe(401)
  expect(await status('acme/internal')).not.toBe(401)
  expect(await status('zoe/x')).toBe(401)
})
