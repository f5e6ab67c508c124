import { expect, test } from 'vitest'
import { sha256Digest } from '../spec/index.ts'
import { startRegistry } from './testing/running-registry.ts'

const DIGEST = sha256Digest(Buffer.from('x'))

test.each([
  ['GET', '/v2/', 'ping', undefined],
  ['GET', '/v2/_catalog', 'catalog', undefined],
  ['GET', '/v2/acme/app/tags/list', 'pull', 'acme/app'],
  ['HEAD', '/v2/acme/app/manifests/1.0', 'pull', 'acme/app'],
  ['GET', '/v2/acme/app/manifests/nonsense:', 'pull', 'acme/app'],
  ['PUT', '/v2/acme/app/manifests/1.0', 'push', 'acme/app'],
  ['DELETE', '/v2/acme/app/manifests/1.0', 'delete', 'acme/app'],
  ['GET', `/v2/acme/app/blobs/${DIGEST}`, 'pull', 'acme/app'],
  ['DELETE', `/v2/acme/app/blobs/${DIGEST}`, 'delete', 'acme/app'],
  ['POST', '/v2/acme/app/blobs/uploads/', 'push', 'acme/app'],
  ['GET', '/v2/acme/app/blobs/uploads/x', 'push', 'acme/app'],
  ['PATCH', '/v2/acme/app/blobs/uploads/x', 'push', 'acme/app'],
  ['PUT', `/v2/acme/app/blobs/uploads/x?digest=${DIGEST}`, 'push', 'acme/app'],
  ['DELETE', '/v2/acme/app/blobs/uploads/x', 'push', 'acme/app'],
  ['GET', `/v2/acme/app/referrers/${DIGEST}`, 'pull', 'acme/app'],
])('%s %s asks for %s, and a refusal is the whole answer', async (method, path, action, repository) => {
  const asked: unknown[] = []
  const { fetch } = await startRegistry({
    authorize: ({ request, ...access }) => {
      asked.push({ ...access, method: request.method })
      return {
        status: 401,
        headers: { 'WWW-Authenticate': 'Bearer realm="https://auth.example/token"' },
        errors: [{ code: 'UNAUTHORIZED' }],
      }
    },
  })
  const answer = await fetch(path, { method })
  expect(asked).toEqual([{ action, method, ...(repository ? { repository } : {}) }])
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="https://auth.example/token"')
  if (method !== 'HEAD') {
    expect(await answer.text()).toBe(
      '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}\n',
    )
  }
})

test('a name that is none is refused before anybody is asked', async () => {
  const { fetch } = await startRegistry({
    authorize: () => {
      throw new Error('asked')
    },
  })
  expect((await fetch('/v2/Acme/app/tags/list')).status).toBe(400)
})

test('when the decision itself fails nobody gets in', async () => {
  const { fetch, errors } = await startRegistry({
    authorize: () => Promise.reject(new Error('the directory is down')),
  })
  expect((await fetch('/v2/')).status).toBe(500)
  expect(errors).toHaveLength(1)
})

test('a refused upload leaves the connection usable', async () => {
  const { raw } = await startRegistry({
    authorize: ({ action }) =>
      action === 'push' ? { status: 403, errors: [{ code: 'DENIED' }] } : undefined,
  })
  const body = 'x'.repeat(100_000)
  const answers = await raw(
    `POST /v2/a/blobs/uploads/?digest=${DIGEST} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
      'GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  )
  expect(answers.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 403', 'HTTP/1.1 200'])
})
