import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codesOf, startRegistry } from './testing/running-registry.ts'

test.each([
  'Acme/app',
  'acme/App',
  'acme//app',
  'acme/..',
  '..%2F..%2Fetc',
  '%2e%2e/%2e%2e',
  'acme/_',
  '-acme',
  'acme-',
  'a..b',
  'a___b',
  'a%00b',
  'a%5Cb',
  '%C3%BCn%C3%AFcode',
  `a${'/a'.repeat(128)}`,
  'x'.repeat(256),
])('the repository name %s is NAME_INVALID on every endpoint', async (name) => {
  const { raw } = await startRegistry()
  for (const line of [
    `GET /v2/${name}/tags/list`,
    `GET /v2/${name}/manifests/1.0`,
    `GET /v2/${name}/blobs/sha256:00`,
    `POST /v2/${name}/blobs/uploads/`,
    `GET /v2/${name}/referrers/sha256:00`,
  ]) {
    const answer = await raw(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('"code":"NAME_INVALID"')
  }
})

test('a name of 255 characters works', async () => {
  const { fetch, storage } = await startRegistry()
  const name = `${'a'.repeat(127)}/${'b'.repeat(127)}`
  const { digest } = await storage.blobs.put(name, Buffer.from('x'))
  expect((await fetch(`/v2/${name}/blobs/${digest}`)).status).toBe(200)
})

test('an address that is none of the API is 404, a method that is none of an address is 405', async () => {
  const { fetch } = await startRegistry()
  for (const path of ['/v2/app', '/v2/app/', '/v2/app/manifests/a/b/c', '/v2/app/unknown/x', '/v3/']) {
    expect((await fetch(path)).status).toBe(404)
  }
  const answer = await fetch('/v2/acme/app/tags/list', { method: 'DELETE' })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  expect(await codesOf(answer)).toEqual(['UNSUPPORTED'])
})

test('whatever the address is, there is an answer, of the spec, and nothing leaves the folder', async () => {
  const { raw, root, errors } = await startRegistry()
  const beside = await readdir(dirname(root))
  const piece = fc.oneof(
    fc.constantFrom('v2', 'blobs', 'uploads', 'upload', 'manifests', 'tags', 'list', 'referrers', '_catalog'),
    fc.constantFrom('..', '%2e%2e', '%', '%ff', '%00', 'sha256:', `sha256:${'0'.repeat(64)}`, 'acme', '_'),
    fc.stringMatching(/^[!-~]{0,12}$/),
  )
  const target = fc.array(piece, { maxLength: 8 }).map((pieces) => `/v2/${pieces.join('/')}`)
  const method = fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE')
  await fc.assert(
    fc.asyncProperty(method, target, async (verb, path) => {
      const body = verb === 'GET' || verb === 'HEAD' ? '' : 'body'
      const answer = await raw(
        `${verb} ${path.replace(/\s/g, '')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
          `Content-Length: ${body.length}\r\n\r\n${body}`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /)
    }),
    { numRuns: 300 },
  )
  expect(errors).toEqual([])
  // Other tests make folders of their own beside it.
  const strange = (await readdir(dirname(root))).filter(
    (name) => !beside.includes(name) && !name.startsWith('fairlead-') && name.includes('acme'),
  )
  expect(strange).toEqual([])
})

test('headers that make no sense do no harm', async () => {
  const { raw, storage } = await startRegistry()
  const { digest } = await storage.blobs.put('acme/app', Buffer.from('hello'))
  const get = (header: string) =>
    raw(`GET /v2/acme/app/blobs/${digest} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}\r\n\r\n`)
  expect(await get('Range: bytes=zzz')).toMatch(/^HTTP\/1\.1 416 /)
  expect(await get(`Range: bytes=${'9'.repeat(400)}-`)).toMatch(/^HTTP\/1\.1 416 /)
  expect(await get('Range: bytes=0-0,1-1,2-2')).toMatch(/^HTTP\/1\.1 200 /)
  expect(await get('If-Range: \xff')).toMatch(/^HTTP\/1\.1 200 /)
  const patch = (header: string, body: string) =>
    raw(`PATCH /v2/a/blobs/uploads/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}\r\n\r\n${body}`)
  expect(await patch('Content-Length: -5', '')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await patch('Transfer-Encoding: chunked', 'zz\r\n')).toMatch(/^HTTP\/1\.1 4/)
})

test('a manifest that never ends is refused once it is too large', async () => {
  const { raw } = await startRegistry({ idleTimeoutMs: 1000 })
  const much = 5 * 1024 * 1024
  const answer = await raw(
    'PUT /v2/a/manifests/1.0 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' +
      `${(2 * much).toString(16)}\r\n${' '.repeat(much)}`,
  )
  expect(answer).toMatch(/^HTTP\/1\.1 413 /)
})
