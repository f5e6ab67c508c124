import { expect, test } from 'vitest'
import { serve } from '../../test/scripted-server.ts'
import { credential, signal, testClient } from '../../test/test-client.ts'

const errors = '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}'
const jsonType = { 'content-type': 'application/json' }

test.each([
  ['200 with an empty object', 200, jsonType, '{}', true],
  ['200 without a body', 200, {}, '', true],
  [
    '401 with a Bearer challenge',
    401,
    { 'www-authenticate': 'Bearer realm="http://x/token",service="x"' },
    '',
    true,
  ],
  ['401 with a Basic challenge and no page', 401, { 'www-authenticate': 'Basic realm="x"' }, '', true],
  ['401 with an errors body', 401, jsonType, errors, true],
  ['404 with an errors body', 404, jsonType, errors, true],
  ['403 with the API version header', 403, { 'docker-distribution-api-version': 'registry/2.0' }, '', true],
  ['200 with a web page', 200, { 'content-type': 'text/html; charset=utf-8' }, '<html>', false],
  ['200 with other text', 200, { 'content-type': 'text/plain' }, 'hello', false],
  ['200 with a JSON list', 200, jsonType, '[]', false],
  ['404 with a web page', 404, { 'content-type': 'text/html' }, '<html>', false],
  ['404 without anything', 404, {}, '', false],
  [
    '401 with a password dialog on a page',
    401,
    { 'www-authenticate': 'Basic realm="x"', 'content-type': 'text/html' },
    '<html>',
    false,
  ],
  ['401 without a challenge', 401, {}, '', false],
])('%s', async (_name, status, headers: Record<string, string>, body, isRegistry) => {
  const server = await serve((_request, response) => void response.writeHead(status, headers).end(body))
  const client = testClient({ ...server, credential: credential('octocat', 'password') })
  expect(await client.ping(signal())).toMatchObject({ status, isRegistry })
  expect(server.seen[0]?.headers.authorization).toBeUndefined()
})

test('a redirect is told and not followed', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(301, { location: 'https://www.acme.example/login?session=secret' }).end()
  })
  expect(await testClient(server).ping(signal())).toMatchObject({
    status: 301,
    isRegistry: false,
    redirectedTo: 'https://www.acme.example/login',
  })
  expect(server.seen).toHaveLength(1)
})

test.each([
  ['', '/v2/'],
  ['/', '/v2/'],
  ['/v2/', '/v2/'],
  ['/repository/docker', '/repository/docker/v2/'],
  ['/repository/docker/v2', '/repository/docker/v2/'],
])('the path of the address "%s" is kept: %s', async (path, asked) => {
  const server = await serve((_request, response) => void response.end('{}'))
  await testClient({ url: `${server.url}${path}` }).ping(signal())
  expect(server.seen[0]?.path).toBe(asked)
})

test.each(['https://docker.io', 'https://index.docker.io', 'https://registry.hub.docker.com'])(
  'Docker Hub answers on one name: %s',
  (url) => {
    expect(testClient({ url }).url).toBe('https://registry-1.docker.io')
  },
)

test.each(['ghcr.io', 'ftp://ghcr.io', 'https://user:secret@ghcr.io', 'https://ghcr.io/?a=b', ''])(
  'an address that is none is refused by its field: %s',
  (url) => {
    expect(() => testClient({ url })).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        issues: [expect.objectContaining({ field: 'url' })],
      }),
    )
  },
)
