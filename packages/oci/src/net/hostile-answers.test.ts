import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { drip, flood, type RawAnswerer, serveRaw } from '../../test/raw-server.ts'
import { serve } from '../../test/scripted-server.ts'
import { createGuardedFetch, type GuardedFetchSettings } from './guarded-fetch.ts'
import { causes, networkFault } from './network-trouble.ts'
import { readBody } from './read-body.ts'

function guarded(settings: Partial<GuardedFetchSettings> = {}) {
  const fetch = createGuardedFetch({ policy: { privateNetworks: ['127.0.0.0/8'] }, ...settings })
  onTestFinished(() => fetch.close())
  return fetch
}

const { signal } = new AbortController()
const read = async (url: string, maxBytes = 1000, settings: Partial<GuardedFetchSettings> = {}) =>
  Buffer.from(await readBody(await guarded(settings)(url), { maxBytes, signal })).toString()

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

const lastText = (error: unknown): string => String(causes(error).at(-1))

describe('the head of an answer', () => {
  test.each<[string, RawAnswerer, RegExp]>([
    [
      'with fields without end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        flood(socket, 'x: y\r\n'.repeat(1000))
      },
      /header/i,
    ],
    [
      'with a field without end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx: ')
        flood(socket, 'y'.repeat(10_000))
      },
      /header/i,
    ],
    [
      'with more fields than anyone needs',
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(300)}Content-Length: 0\r\n\r\n`),
      /301 header fields/,
    ],
    [
      'after interim answers without end',
      (socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
      /interim answers/,
    ],
    [
      'after a "100 Continue" that nobody asked for',
      (socket) => flood(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
      /./,
    ],
    [
      'that switches protocols',
      (socket) => void socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      /./,
    ],
  ])('%s is given up', async (_what, answer, told) => {
    const server = await serveRaw(answer)
    const error = await failure(guarded()(server.url))
    expect(lastText(error)).toMatch(told)
  })

  test.each<[string, RawAnswerer]>([
    [
      'that comes by drops',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx: ')
        drip(socket, 'y')
      },
    ],
    [
      'with a reason without end',
      (socket) => {
        socket.write('HTTP/1.1 200 ')
        drip(socket, 'OK'.repeat(1000))
      },
    ],
  ])('%s is given up in time', async (_what, answer) => {
    const server = await serveRaw(answer)
    const error = await failure(guarded({ headersTimeoutMs: 50 })(server.url))
    expect(networkFault(error)).toBe('timeout')
  })

  test('with a few interim answers is taken', async () => {
    const server = await serveRaw(
      (socket) =>
        void socket.write(
          `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3)}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`,
        ),
    )
    expect(await read(server.url)).toBe('ok')
  })
})

describe('what is no HTTP', () => {
  test.each([
    ['nothing', ''],
    ['a greeting of another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['an answer without a head', '<html>hello</html>\r\n\r\n'],
    ['a version that there is not', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a status of letters', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc'],
    ['a length below zero', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['a length beyond all numbers', `HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['chunks of no number', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n'],
    [
      'chunks beyond all numbers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc',
    ],
    ['a field with a null', 'HTTP/1.1 200 OK\r\nx: a\0b\r\nContent-Length: 0\r\n\r\n'],
    ['a field without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
    ['a body that ends early', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
  ])('%s: the request fails, and nothing hangs', async (_what, text) => {
    const server = await serveRaw((socket) => void socket.end(text, 'latin1'))
    await expect(read(server.url)).rejects.toThrow()
  })

  test('a second answer that was smuggled in is nobody’s', async () => {
    const first = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst'
    const server = await serveRaw((socket, request, count) => {
      const smuggled = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'
      if (count === 1) socket.write(`${first}${smuggled}`)
      else
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${request.startsWith('GET /b') ? 'ok' : 'no'}`,
        )
    })
    const fetch = guarded()
    expect(await (await fetch(`${server.url}/a`)).text()).toBe('first')
    expect(await (await fetch(`${server.url}/b`)).text()).toBe('ok')
  })
})

describe('the body of an answer', () => {
  const MiB = 1024 * 1024

  test('that never ends is given up at its limit', async () => {
    const server = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      flood(socket, `2710\r\n${'x'.repeat(10_000)}\r\n`)
    })
    await expect(read(server.url, 100_000)).rejects.toMatchObject({ code: 'registry.bad_answer' })
  })

  test('that comes by drops is given up in time, however often a drop comes', async () => {
    const server = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      drip(socket, 'x')
    })
    const response = await guarded()(server.url)
    const error = await failure(readBody(response, { maxBytes: MiB, signal, limitMs: 50 }))
    expect(networkFault(error)).toBe('timeout')
  })

  const bomb = Buffer.alloc(64 * MiB)
  const encodings = [
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const

  test.each(encodings)(
    'that is a bomb of %s is given up at its limit after decoding',
    async (encoding, compress) => {
      const small = compress(bomb)
      expect(small.byteLength).toBeLessThan(MiB)
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end(small)
      })
      await expect(read(server.url, MiB)).rejects.toMatchObject({ code: 'registry.bad_answer' })
    },
  )

  test.each<[string, string[]]>([
    ['twice over', ['gzip, gzip']],
    ['in two fields', ['gzip', 'br']],
    ['many times', ['br, br, br, br, br']],
  ])('that is encoded %s is not read', async (_what, encoding) => {
    const server = await serve((_request, response) => {
      response.setHeader('content-encoding', encoding).end(gzipSync(gzipSync('ok')))
    })
    expect(lastText(await failure(guarded()(server.url)))).toMatch(/encoded \d times/)
  })

  test.each(encodings)('that is encoded with %s unasked is read', async (encoding, compress) => {
    const server = await serve(({ headers }, response) => {
      response
        .writeHead(200, { 'content-encoding': encoding })
        .end(compress(String(headers['accept-encoding'])))
    })
    expect(await read(server.url)).toBe('identity')
  })

  test('is asked for encoded where the caller says so', async () => {
    const server = await serve(({ headers }, response) => void response.end(headers['accept-encoding']))
    const response = await guarded()(server.url, { headers: { 'accept-encoding': 'gzip' } })
    expect(await response.text()).toBe('gzip')
  })

  test('that is no gzip is told as a failure', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is no gzip')
    })
    await expect(read(server.url)).rejects.toThrow()
  })
})

test('name servers that are silent are given up in time', async () => {
  const fetch = guarded({ lookup: () => new Promise(() => undefined), connectTimeoutMs: 20 })
  expect(networkFault(await failure(fetch('http://silent.example/')))).toBe('dns')
})

test('of a name with hundreds of addresses a few are tried', async () => {
  let tried = 0
  const fetch = guarded({
    lookup: async () =>
      Array.from({ length: 500 }, (_, at) => ({ address: `8.8.${at % 250}.1`, family: 4 as const })),
    connector: ({ addresses }, callback) => {
      tried = addresses.length
      callback(new Error('recorded'), null)
    },
  })
  await expect(fetch('http://many.example/')).rejects.toThrow()
  expect(tried).toBe(16)
})
