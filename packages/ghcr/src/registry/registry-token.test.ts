import { expect, test } from 'vitest'
import { refusal, startTestTwin } from '../testing/twin.ts'

const CHALLENGED = '401 UNAUTHORIZED/authentication required'

async function pullToken() {
  const twin = await startTestTwin()
  const credential = await twin.token({ scopes: ['write:packages'] })
  await twin.push('acme/app', 'v1', credential)
  const { json } = await twin.exchange('repository:acme/app:pull', credential)
  const { token } = json as { token: string }
  const ask = (path: string, bearer: string, method = 'GET') =>
    twin.ask(`/v2/${path}`, { method, headers: { authorization: `Bearer ${bearer}` } })
  return { twin, token, ask }
}

test('a token is good for its lifetime and then is to be renewed', async () => {
  const { twin, token, ask } = await pullToken()
  twin.clock.advance(59_999)
  expect((await ask('acme/app/tags/list', token)).status).toBe(200)
  twin.clock.advance(1)
  const late = await ask('acme/app/tags/list', token)
  expect(refusal(late)).toBe(CHALLENGED)
  expect(late.headers.get('www-authenticate')).toContain('/token')
})

test('its lifetime can be set', async () => {
  const { twin, token, ask } = await pullToken()
  await twin.state.putSettings({ registryTokenTtlMs: 1000 })
  twin.clock.advance(1000)
  expect(refusal(await ask('acme/app/tags/list', token))).toBe(CHALLENGED)
})

test('a token cannot be made up or changed', async () => {
  const { token, ask } = await pullToken()
  const plain = Buffer.from(token, 'base64').toString()
  const forged = [
    plain.replace('acme/app', 'acme/xxx'),
    plain.replace(/:[^:]+$/, ':AAAA'),
    plain.replace(/:\d{19}:/, ':9999999999999999999:'),
    'v1:acme/app:1795368616557000000',
  ]
  for (const text of forged) {
    expect(refusal(await ask('acme/app/tags/list', Buffer.from(text).toString('base64')))).toBe(CHALLENGED)
  }
})

test('a token is good for its repository and its actions only', async () => {
  const { token, ask } = await pullToken()
  expect(refusal(await ask('acme/other/tags/list', token))).toBe(CHALLENGED)
  expect(refusal(await ask('acme/app/blobs/uploads/', token, 'POST'))).toBe(CHALLENGED)
})

test('a token of one twin says nothing to another', async () => {
  const { token } = await pullToken()
  const other = await startTestTwin()
  const answer = await other.ask('/v2/', { headers: { authorization: `Bearer ${token}` } })
  expect(refusal(answer)).toBe(CHALLENGED)
})

test('when the GitHub token behind it ends, so does it', async () => {
  const { twin, token, ask } = await pullToken()
  for (const { id } of twin.state.tokens()) await twin.state.revokeToken(id)
  expect(refusal(await ask('acme/app/tags/list', token))).toBe(
    '401 UNAUTHORIZED/unauthenticated: User cannot be authenticated with the token provided.',
  )
})
