import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ociError, type SeenRequest, serve } from '../../test/scripted-server.ts'
import { signal, testClient } from '../../test/test-client.ts'
import { digestOf, sha256Digest } from '../spec/index.ts'

const bytes = randomBytes(300_000)
const digest = sha256Digest(bytes)

const collect = async (body: ReadableStream<Uint8Array>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(body))

/** What came before the stream broke, and why it broke. */
async function untilBroken(body: ReadableStream<Uint8Array>): Promise<{ received: number; error: unknown }> {
  let received = 0
  try {
    for await (const piece of body) received += piece.byteLength
    return { received, error: undefined }
  } catch (error) {
    return { received, error }
  }
}

const start = (request: SeenRequest): number | undefined => {
  const match = /^bytes=(\d+)-/.exec(request.headers.range ?? '')
  return match ? Number(match[1]) : undefined
}

describe('blob', () => {
  test('streams the bytes and checks them on the way, by sha256 and sha512', async () => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-length': bytes.byteLength }).end(bytes),
    )
    for (const wanted of [digest, digestOf('sha512', bytes)]) {
      const { size, body } = await testClient(server).blob('acme/app', wanted, signal())
      expect(size).toBe(bytes.byteLength)
      expect((await collect(body)).equals(bytes)).toBe(true)
    }
  })

  test('is never complete when the bytes are others', async () => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-length': bytes.byteLength }).end(bytes),
    )
    const other = sha256Digest(Buffer.from('other'))
    const { body } = await testClient(server).blob('acme/app', other, signal())
    const { received, error } = await untilBroken(body)
    expect(error).toMatchObject({
      code: 'image.digest_mismatch',
      details: { expected: other, found: digest },
    })
    expect(received).toBeLessThan(bytes.byteLength)
  })

  test('of no bytes is whole', async () => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-length': 0 }).end(),
    )
    const { size, body } = await testClient(server).blob('acme/app', sha256Digest(Buffer.alloc(0)), signal())
    expect(size).toBe(0)
    expect(await collect(body)).toHaveLength(0)
  })

  test('gives a range as it is', async () => {
    const server = await serve((request, response) => {
      expect(request.headers.range).toBe('bytes=10-19')
      response
        .writeHead(206, { 'content-range': `bytes 10-19/${bytes.byteLength}`, 'content-length': 10 })
        .end(bytes.subarray(10, 20))
    })
    const { size, body } = await testClient(server).blob('acme/app', digest, signal(), { start: 10, end: 19 })
    expect(size).toBe(10)
    expect((await collect(body)).equals(bytes.subarray(10, 20))).toBe(true)
  })

  test.each([
    [0, 9],
    [100_000, 200_000],
    [299_990, 400_000],
  ])('cuts bytes %i to %i out of the whole where the registry has no ranges', async (from, to) => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-length': bytes.byteLength }).end(bytes),
    )
    const expected = bytes.subarray(from, to + 1)
    const { size, body } = await testClient(server).blob('acme/app', digest, signal(), {
      start: from,
      end: to,
    })
    expect(size).toBe(expected.byteLength)
    expect((await collect(body)).equals(expected)).toBe(true)
  })

  test('asked for a range, another one is a bad answer', async () => {
    const server = await serve(
      (_request, response) =>
        void response.writeHead(206, { 'content-range': 'bytes 0-9/300000' }).end(bytes.subarray(0, 10)),
    )
    await expect(testClient(server).blob('acme/app', digest, signal(), { start: 10 })).rejects.toMatchObject({
      code: 'registry.bad_answer',
    })
  })

  test.each([
    ['by a range', true],
    ['by skipping, where the registry has no ranges', false],
  ])('goes on after the line broke: %s', async (_how, ranges) => {
    let count = 0
    const server = await serve((request, response) => {
      count += 1
      const from = ranges ? (start(request) ?? 0) : 0
      const headers = {
        'content-length': bytes.byteLength - from,
        'content-range': `bytes ${from}-${bytes.byteLength - 1}/${bytes.byteLength}`,
      }
      response.writeHead(from > 0 ? 206 : 200, headers)
      if (count === 3) return void response.end(bytes.subarray(from))
      response.write(bytes.subarray(from, 100_000 * count), () => response.destroy())
    })
    const client = testClient(server)
    const { body } = await client.blob('acme/app', digest, signal())
    expect((await collect(body)).equals(bytes)).toBe(true)
    expect(client.waits).toHaveLength(2)
    expect(server.seen).toHaveLength(3)
  })

  test('a line that breaks again and again is given up', async () => {
    const server = await serve((request, response) => {
      const from = start(request) ?? 0
      response.writeHead(from > 0 ? 206 : 200, {
        'content-length': bytes.byteLength - from,
        'content-range': `bytes ${from}-${bytes.byteLength - 1}/${bytes.byteLength}`,
      })
      response.write(bytes.subarray(from, from + 10), () => response.destroy())
    })
    const { body } = await testClient(server).blob('acme/app', digest, signal())
    expect((await untilBroken(body)).error).toMatchObject({ code: 'registry.unreachable' })
    expect(server.seen).toHaveLength(4)
  })

  test('a silence in the middle ends it', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': bytes.byteLength })
      response.write(bytes.subarray(0, 1000))
    })
    const { body } = await testClient({ ...server, limits: { idleMs: 30 } }).blob(
      'acme/app',
      digest,
      signal(),
    )
    expect((await untilBroken(body)).error).toMatchObject({ code: 'registry.unreachable' })
  })

  test('the signal ends it', async () => {
    const control = new AbortController()
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': bytes.byteLength })
      response.write(bytes.subarray(0, 1000))
    })
    const { body } = await testClient(server).blob('acme/app', digest, control.signal)
    const reader = body.getReader()
    await reader.read()
    const next = reader.read()
    control.abort()
    await expect(next).rejects.toMatchObject({ code: 'operation.canceled' })
  })

  test.each([true, false])('cancelling the stream closes the line (read from before: %s)', async (read) => {
    const closed = Promise.withResolvers<void>()
    const server = await serve((_request, response) => {
      response.on('close', closed.resolve)
      response.writeHead(200, { 'content-length': bytes.byteLength })
      response.write(bytes.subarray(0, 1000))
    })
    const { body } = await testClient(server).blob('acme/app', digest, signal())
    const reader = body.getReader()
    if (read) await reader.read()
    await reader.cancel()
    await closed.promise
  })

  test('absent: image.not_found', async () => {
    const server = await serve((_request, response) =>
      ociError(response, 404, 'BLOB_UNKNOWN', 'blob unknown to registry'),
    )
    const client = testClient(server)
    await expect(client.blob('acme/app', digest, signal())).rejects.toMatchObject({
      code: 'image.not_found',
      details: { ociCode: 'BLOB_UNKNOWN' },
    })
    expect(await client.hasBlob('acme/app', digest, signal())).toBe(false)
  })

  test('at once, when it is small; refused when it is not', async () => {
    const server = await serve((_request, response) => void response.end(bytes))
    const client = testClient(server)
    expect(Buffer.from(await client.blobBytes('acme/app', digest, 400_000, signal())).equals(bytes)).toBe(
      true,
    )
    await expect(client.blobBytes('acme/app', digest, 1000, signal())).rejects.toMatchObject({
      code: 'registry.bad_answer',
    })
    await expect(
      client.blobBytes('acme/app', sha256Digest(Buffer.alloc(1)), 400_000, signal()),
    ).rejects.toMatchObject({
      code: 'image.digest_mismatch',
    })
  })
})
