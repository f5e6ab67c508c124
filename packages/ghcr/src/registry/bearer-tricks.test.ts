import { expect, test } from 'vitest'
import { encoded, refusal, startTestTwin } from '../testing/twin.ts'

async function twinWithImages() {
  const twin = await startTestTwin()
  const token = await twin.token({ scopes: ['write:packages'] })
  await twin.push('acme/private', 'v1', token)
  await twin.push('acme/public', 'v1', token)
  await twin.state.putPackage({ owner: 'acme', name: 'public', visibility: 'public' })
  const tags = (repository: string, authorization: string) =>
    twin.ask(`/v2/${repository}/tags/list`, { headers: { authorization } })
  return { twin, token, tags }
}

test('a GitHub token in base64, with a user name or without, passes for a registry token', async () => {
  const { token, tags } = await twinWithImages()
  expect((await tags('acme/private', encoded(token))).status).toBe(200)
  expect((await tags('acme/private', encoded(`alice:${token}`))).status).toBe(200)
})

test('such a token that ended is refused', async () => {
  const { twin, token, tags } = await twinWithImages()
  for (const { id } of twin.state.tokens()) await twin.state.expireToken(id)
  expect(refusal(await tags('acme/private', encoded(token)))).toBe(
    '401 UNAUTHORIZED/unauthenticated: User cannot be authenticated with the token provided.',
  )
})

test('any base64 reads public images, and only those', async () => {
  const { tags } = await twinWithImages()
  expect((await tags('acme/public', 'Bearer QQ==')).status).toBe(200)
  expect(refusal(await tags('acme/private', 'Bearer QQ=='))).toBe('401 UNAUTHORIZED/authentication required')
})

test('a GitHub token as it is, not in base64, is an invalid token', async () => {
  const { token, tags } = await twinWithImages()
  const answer = await tags('acme/private', `Bearer ${token}`)
  expect(refusal(answer)).toBe('403 DENIED/invalid token')
  expect(answer.headers.has('www-authenticate')).toBe(false)
})
