import { beforeEach, expect, test } from 'vitest'
import { encoded, MANIFEST, refusal, startTestTwin, type TestTwin } from '../testing/twin.ts'

let twin: TestTwin
let authorization: string
let token: string
beforeEach(async () => {
  twin = await startTestTwin()
  token = await twin.token({ scopes: ['write:packages'] })
  authorization = encoded(token)
})
const ask = (method: string, path: string, init: RequestInit = {}) =>
  twin.ask(`/v2/${path}`, { method, ...init, headers: { authorization, accept: MANIFEST, ...init.headers } })

test('an upload session is relative and in the singular, and cannot be cancelled', async () => {
  const session = await ask('POST', 'acme/app/blobs/uploads/')
  const id = session.headers.get('docker-upload-uuid')
  expect(session.headers.get('location')).toBe(`/v2/acme/app/blobs/upload/${id}`)
  expect(session.headers.get('range')).toBe('0-0')
  expect(session.headers.get('content-length')).toBe('0')
  expect((await ask('DELETE', `acme/app/blobs/upload/${id}`)).status).toBe(405)
})

test('a chunk above 4 MiB is refused in the words of ghcr.io', async () => {
  const session = await ask('POST', 'acme/app/blobs/uploads/')
  const size = 4 * 1024 * 1024 + 1
  const answer = await ask('PATCH', (session.headers.get('location') ?? '').slice('/v2/'.length), {
    body: new Uint8Array(size),
    headers: { 'content-range': `0-${size - 1}`, 'content-type': 'application/octet-stream' },
  })
  expect(refusal(answer)).toBe(
    '416 REQUESTED_RANGE_NOT_SATISFIABLE/the request body is too large and exceeds the maximum permissible limit of 4.00MiB',
  )
})

test('manifests cannot be deleted here', async () => {
  const digest = await twin.push('acme/app', 'v1', token)
  expect((await ask('DELETE', `acme/app/manifests/${digest}`)).status).toBe(405)
  expect((await ask('GET', 'acme/app/manifests/v1')).status).toBe(200)
})

test('there is no referrers API', async () => {
  const digest = await twin.push('acme/app', 'v1', token)
  const answer = await ask('GET', `acme/app/referrers/${digest}`)
  expect([answer.status, answer.json]).toMatchObject([404, { errors: [{ code: 'MANIFEST_UNKNOWN' }] }])
})

test('tags come oldest first', async () => {
  for (const tag of ['v2', 'v10', 'v1']) {
    await twin.push('acme/app', tag, token)
    twin.clock.advance(1000)
  }
  expect((await ask('GET', 'acme/app/tags/list')).json).toEqual({
    name: 'acme/app',
    tags: ['v2', 'v10', 'v1'],
  })
})

test('a manifest has the headers of ghcr.io', async () => {
  const digest = await twin.push('acme/app', 'v1', token)
  const { headers } = await ask('GET', 'acme/app/manifests/v1')
  expect(headers.get('content-type')).toBe(MANIFEST)
  expect(headers.get('docker-content-digest')).toBe(digest)
  expect(headers.get('etag')).toBe(`"${digest}"`)
})

test('the catalog is that of public packages, for anyone with a bearer token', async () => {
  for (const name of ['a', 'b', 'secret']) await twin.push(`acme/${name}`, 'v1', token)
  for (const name of ['a', 'b']) await twin.state.putPackage({ owner: 'acme', name, visibility: 'public' })
  expect((await ask('GET', '_catalog')).json).toEqual({ repositories: ['acme/a', 'acme/b'] })
  const page = await ask('GET', '_catalog?n=1')
  expect(page.json).toEqual({ repositories: ['acme/a'] })
  expect(page.headers.get('link')).toBe('</v2/_catalog?last=acme%2Fa&n=1>; rel="next"')
  const anonymous = await twin.ask('/v2/_catalog')
  expect(anonymous.headers.get('www-authenticate')).toContain('scope="repository:user/image:pull"')
  expect(refusal(anonymous)).toBe('401 UNAUTHORIZED/authentication required')
})

test('a blob is mounted from a package that the caller may read, and from no other', async () => {
  const { digest } = await pushedLayer('acme/from')
  const mount = (repository: string) =>
    ask('POST', `${repository}/blobs/uploads/?mount=${encodeURIComponent(digest)}&from=acme/from`)
  expect((await mount('acme/to')).status).toBe(201)
  authorization = encoded(await twin.token({ login: 'zoe', scopes: ['write:packages'] }))
  expect((await mount('zoe/to')).status).toBe(202)
})

async function pushedLayer(repository: string): Promise<{ digest: string }> {
  await twin.push(repository, 'v1', token)
  const { json } = await ask('GET', `${repository}/manifests/v1`)
  return (json as { layers: [{ digest: string }] }).layers[0]
}
