import { expect, test } from 'vitest'
import { startTestTwin } from '../testing/twin.ts'

test('an anonymous GET /v2/ is challenged to the letter, with the placeholder scope', async () => {
  const twin = await startTestTwin()
  const answer = await twin.ask('/v2/')
  expect(answer.status).toBe(401)
  expect(answer.text).toBe('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}\n')
  const host = new URL(twin.url).host
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-length': '73',
    'content-type': 'application/json',
    'docker-distribution-api-version': 'registry/2.0',
    'www-authenticate': `Bearer realm="${twin.url}/token",service="${host}",scope="repository:user/image:pull"`,
  })
  expect(answer.headers.get('x-github-request-id')).toMatch(/^[0-9A-F]+(:[0-9A-F]+){4}$/)
})

test('on a repository the scope names it', async () => {
  const twin = await startTestTwin()
  const read = await twin.ask('/v2/acme/app/tags/list')
  expect(read.headers.get('www-authenticate')).toContain('scope="repository:acme/app:pull"')
  const write = await twin.ask('/v2/acme/app/blobs/uploads/', { method: 'POST' })
  expect(write.headers.get('www-authenticate')).toContain('scope="repository:acme/app:pull,push"')
})

test('the realm is reached by the name that the client used', async () => {
  const twin = await startTestTwin()
  const address = twin.url.replace('127.0.0.1', 'localhost')
  const answer = await twin.ask(`${address}/v2/`)
  expect(answer.headers.get('www-authenticate')).toContain(`realm="${address}/token"`)
})

test('Basic credentials on the registry itself are an invalid token, without a challenge', async () => {
  const twin = await startTestTwin()
  const token = await twin.token({ scopes: ['read:packages'] })
  const authorization = `Basic ${Buffer.from(`alice:${token}`).toString('base64')}`
  const answer = await twin.ask('/v2/acme/app/tags/list', { headers: { authorization } })
  expect(answer.status).toBe(403)
  expect(answer.json).toEqual({ errors: [{ code: 'DENIED', message: 'invalid token' }] })
  expect(answer.headers.has('www-authenticate')).toBe(false)
})

test('a token of a login opens /v2/', async () => {
  const twin = await startTestTwin()
  const login = await twin.exchange('repository:user/image:pull', await twin.token())
  const { token } = login.json as { token: string }
  const answer = await twin.ask('/v2/', { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
})

test.each(['Acme/app', 'acme/App'])('an upper-case name, %s, is NAME_INVALID', async (repository) => {
  const twin = await startTestTwin()
  const token = await twin.token({ scopes: ['write:packages'] })
  const authorization = `Bearer ${Buffer.from(token).toString('base64')}`
  const answer = await twin.ask(`/v2/${repository}/tags/list`, { headers: { authorization } })
  expect([answer.status, answer.json]).toMatchObject([400, { errors: [{ code: 'NAME_INVALID' }] }])
  const exchanged = await twin.exchange(`repository:${repository}:pull`, token)
  expect([exchanged.status, exchanged.json]).toMatchObject([400, { errors: [{ code: 'NAME_INVALID' }] }])
})
