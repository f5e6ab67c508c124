import { randomBytes } from 'node:crypto'
import type { Digest } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import {
  type Answerer,
  json,
  ociError,
  readAll,
  type ScriptedServer,
  serve,
} from '../../test/scripted-server.ts'
import { basic, credential, signal, testClient } from '../../test/test-client.ts'
import { OCI_MANIFEST, sha256Digest } from '../spec/index.ts'

const bytes = randomBytes(300_000)
const digest = sha256Digest(bytes)
const blob = { digest, size: bytes.byteLength }

interface UploadScript {
  /** Answers the PUT that commits; the body was read. */
  readonly commit?: (body: Buffer, count: number, ...parts: Parameters<Answerer>) => void
  readonly location?: (url: string, session: number) => string
  readonly cancelStatus?: number
}

async function uploadServer({ commit, location, cancelStatus = 204 }: UploadScript = {}) {
  const stored = new Set<Digest>()
  let sessions = 0
  let commits = 0
  const server = await serve(async (request, response) => {
    const { method } = request
    if (method === 'HEAD') return void response.writeHead(stored.has(digest) ? 200 : 404).end()
    if (method === 'POST') {
      sessions += 1
      const where =
        location?.(`http://${request.headers.host}`, sessions) ?? `/v2/acme/app/blobs/upload/${sessions}`
      return void response.writeHead(202, { location: where }).end()
    }
    if (method === 'DELETE') return void response.writeHead(cancelStatus).end()
    const body = await readAll(request.raw)
    commits += 1
    if (commit) return commit(body, commits, request, response)
    stored.add(sha256Digest(body))
    response.writeHead(201, { 'docker-content-digest': sha256Digest(body) }).end()
  })
  return { ...server, stored }
}

const open = () => ReadableStream.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)])

describe('pushBlob', () => {
  test('streams the bytes in one PUT with their length, to a relative Location', async () => {
    const server = await uploadServer()
    expect(await testClient(server).pushBlob('acme/app', blob, open, signal())).toEqual({ uploaded: true })
    expect(server.lines()).toEqual([
      `HEAD /v2/acme/app/blobs/${digest}`,
      'POST /v2/acme/app/blobs/uploads/',
      `PUT /v2/acme/app/blobs/upload/1?digest=${encodeURIComponent(digest)}`,
    ])
    expect(server.seen[1]?.headers['content-length']).toBe('0')
    expect(server.seen[2]?.headers).toMatchObject({
      'content-length': String(blob.size),
      'content-type': 'application/octet-stream',
    })
    expect(server.stored).toEqual(new Set([digest]))
  })

  test("keeps the Location's own query as it is", async () => {
    const server = await uploadServer({ location: (url) => `${url}/up?_state=a%2Bb==&x=1` })
    await testClient(server).pushBlob('acme/app', blob, open, signal())
    expect(server.lines()[2]).toBe(`PUT /up?_state=a%2Bb==&x=1&digest=${encodeURIComponent(digest)}`)
  })

  test('skips what the registry has', async () => {
    const server = await uploadServer()
    server.stored.add(digest)
    const opened: unknown[] = []
    expect(
      await testClient(server).pushBlob(
        'acme/app',
        blob,
        () => {
          opened.push(1)
          return open()
        },
        signal(),
      ),
    ).toEqual({ uploaded: false })
    expect(opened).toEqual([])
  })

  test('of no bytes', async () => {
    const server = await uploadServer()
    const none = { digest: sha256Digest(Buffer.alloc(0)), size: 0 }
    expect(
      await testClient(server).pushBlob('acme/app', none, () => ReadableStream.from([]), signal()),
    ).toEqual({ uploaded: true })
    expect(server.stored).toEqual(new Set([none.digest]))
  })

  test('other content than the digest says never becomes a blob, and the session is canceled', async () => {
    for (const wrong of [
      { digest: sha256Digest(Buffer.from('other')), size: blob.size },
      { digest, size: blob.size + 1 },
      { digest, size: blob.size - 1 },
    ]) {
      const server = await uploadServer()
      await expect(testClient(server).pushBlob('acme/app', wrong, open, signal())).rejects.toMatchObject({
        code: 'image.digest_mismatch',
      })
      expect(server.stored.size).toBe(0)
      expect(server.lines()).toContain('DELETE /v2/acme/app/blobs/upload/1')
    }
  })

  test("a failure of the content's source is the caller's own error", async () => {
    const server = await uploadServer()
    const broken = new Error('disk')
    const source = async function* () {
      yield bytes.subarray(0, 10)
      throw broken
    }
    await expect(testClient(server).pushBlob('acme/app', blob, source, signal())).rejects.toBe(broken)
  })

  test('a line that breaks before the blob is stored: uploaded anew', async () => {
    const server = await uploadServer({
      commit: (body, count, _request, response) => {
        if (count === 1) return void response.destroy()
        expect(body.equals(bytes)).toBe(true)
        response.writeHead(201).end()
      },
    })
    expect(await testClient(server).pushBlob('acme/app', blob, open, signal())).toEqual({ uploaded: true })
    expect(server.seen.map(({ method }) => method)).toEqual(['HEAD', 'POST', 'PUT', 'HEAD', 'POST', 'PUT'])
  })

  test.each([
    ['the line breaks', undefined],
    ['the registry says 404 BLOB_UPLOAD_UNKNOWN', 404],
    ['the registry says 504', 504],
  ])('%s after the blob was stored: done', async (_what, status) => {
    const server = await uploadServer({
      commit: (body, _count, _request, response) => {
        server.stored.add(sha256Digest(body))
        if (status === undefined) return void response.destroy()
        ociError(response, status, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry')
      },
    })
    expect(await testClient(server).pushBlob('acme/app', blob, open, signal())).toEqual({ uploaded: true })
    expect(server.seen.map(({ method }) => method)).toEqual(['HEAD', 'POST', 'PUT', 'HEAD'])
  })

  test('a denial is told, and the content is not read again', async () => {
    const server = await uploadServer({
      commit: (_body, _count, _request, response) =>
        ociError(response, 403, 'DENIED', 'permission_denied: write_package'),
    })
    const client = testClient({ ...server, credential: credential('a', 'b') })
    await expect(client.pushBlob('acme/app', blob, open, signal())).rejects.toMatchObject({
      code: 'credential.denied',
      message: expect.stringContaining('push to acme/app'),
      details: { ociMessage: 'permission_denied: write_package' },
    })
    expect(server.seen.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })

  test('a token that ends during the push is renewed, and the content is sent again', async () => {
    let valid = 1
    const server: ScriptedServer = await serve(async (request, response) => {
      if (request.path.startsWith('/token')) return json(response, 200, { token: `token-${valid}` })
      const body = await readAll(request.raw)
      if (request.headers.authorization !== `Bearer token-${valid}`) {
        return void response
          .writeHead(401, { 'www-authenticate': `Bearer realm="${server.url}/token"` })
          .end()
      }
      if (request.method === 'HEAD') return void response.writeHead(404).end()
      if (request.method === 'PUT') {
        expect(body.equals(bytes)).toBe(true)
        return void response.writeHead(201).end()
      }
      valid = 2
      response.writeHead(202, { location: '/up' }).end()
    })
    expect(await testClient(server).pushBlob('acme/app', blob, open, signal())).toEqual({ uploaded: true })
    expect(server.seen.filter(({ method }) => method === 'PUT')).toHaveLength(2)
  })

  test("ghcr.io's refusal of a package that we have just made passes by itself", async () => {
    let refusals = 0
    const server = await serve((request, response) => {
      const repository = request.path.split('/')[3]
      if (request.path.includes('second') && refusals < 2) {
        refusals += 1
        return ociError(response, 403, 'DENIED', 'permission_denied: read_package')
      }
      if (repository === 'other') return ociError(response, 403, 'DENIED', 'permission_denied: read_package')
      response.writeHead(201).end()
    })
    const client = testClient({ ...server, credential: credential('a', 'b') })
    const put = (repository: string, tag: string) =>
      client.pushManifest(repository, tag, bytes, OCI_MANIFEST, signal())
    await put('acme/app', 'first')
    expect(await put('acme/app', 'second')).toBe(digest)
    expect(client.waits).toEqual([250, 500])
    await expect(put('acme/other', 'first')).rejects.toMatchObject({ code: 'credential.denied' })
    expect(client.waits).toHaveLength(2)
  })

  test('the upload goes on at another host without our authorization', async () => {
    const store = await serve(async (request, response) => {
      await readAll(request.raw)
      response.writeHead(201).end()
    })
    const server = await serve((request, response) => {
      if (request.headers.authorization !== basic('a', 'b')) {
        return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      }
      if (request.method === 'HEAD') return void response.writeHead(404).end()
      response.writeHead(202, { location: `${store.url}/upload` }).end()
    })
    await testClient({ ...server, credential: credential('a', 'b') }).pushBlob(
      'acme/app',
      blob,
      open,
      signal(),
    )
    expect(store.seen.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  test('the signal ends an upload, whatever the registry does', async () => {
    const control = new AbortController()
    const server = await serve((request, response) => {
      if (request.method === 'HEAD') return void response.writeHead(404).end()
      if (request.method === 'POST') return void response.writeHead(202, { location: '/up' }).end()
      control.abort()
    })
    await expect(testClient(server).pushBlob('acme/app', blob, open, control.signal)).rejects.toMatchObject({
      code: 'operation.canceled',
    })
  })

  test('a registry that stops taking bytes is unreachable when its time is over', async () => {
    const server = await serve((request, response) => {
      if (request.method === 'HEAD') return void response.writeHead(404).end()
      if (request.method === 'POST') return void response.writeHead(202, { location: '/up' }).end()
      if (request.method === 'DELETE') return void response.writeHead(204).end()
      request.raw.pause()
    })
    const big = Buffer.alloc(16 * 1024 * 1024)
    const pieces = async function* () {
      for (let at = 0; at < big.byteLength; at += 65_536) yield big.subarray(at, at + 65_536)
    }
    const client = testClient({ ...server, limits: { idleMs: 100 } })
    await expect(
      client.pushBlob('acme/app', { digest: sha256Digest(big), size: big.byteLength }, pieces, signal()),
    ).rejects.toMatchObject({ code: 'registry.unreachable' })
  })
})

describe('mountBlob', () => {
  test('201: mounted, with the right to read the other repository', async () => {
    const scopes: string[] = []
    const server = await serve((request, response) => {
      const url = new URL(request.path, `http://${request.headers.host}`)
      if (url.pathname === '/token') {
        scopes.push(...url.searchParams.getAll('scope'))
        return void response.end('{"token":"ok"}')
      }
      if (request.headers.authorization !== 'Bearer ok') {
        const challenge = `Bearer realm="${url.origin}/token",scope="repository:acme/app:pull,push"`
        return void response.writeHead(401, { 'www-authenticate': challenge }).end()
      }
      response.writeHead(201).end()
    })
    expect(await testClient(server).mountBlob('acme/app', { digest, from: 'acme/base' }, signal())).toBe(true)
    expect(scopes).toEqual(['repository:acme/app:pull,push', 'repository:acme/base:pull'])
    expect(server.lines().at(-1)).toBe(
      `POST /v2/acme/app/blobs/uploads/?mount=${encodeURIComponent(digest)}&from=acme%2Fbase`,
    )
  })

  test('202: not mounted, and the session that came instead is canceled', async () => {
    const server = await uploadServer()
    expect(await testClient(server).mountBlob('acme/app', { digest, from: 'acme/base' }, signal())).toBe(
      false,
    )
    expect(server.lines()).toContain('DELETE /v2/acme/app/blobs/upload/1')
  })
})

describe('probePush', () => {
  test.each([
    [204, true],
    [405, false],
  ])('begins an upload and cancels it (%i)', async (cancelStatus, canceled) => {
    const server = await uploadServer({ cancelStatus })
    expect(await testClient(server).probePush('acme/app', signal())).toEqual({ canceled })
    expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'DELETE'])
  })

  test('tells a denial', async () => {
    const server = await serve((_request, response) =>
      ociError(response, 403, 'DENIED', 'permission_denied: create_package'),
    )
    await expect(
      testClient({ ...server, credential: credential('a', 'b') }).probePush('acme/app', signal()),
    ).rejects.toMatchObject({
      code: 'credential.denied',
      details: { ociMessage: 'permission_denied: create_package' },
    })
  })
})
