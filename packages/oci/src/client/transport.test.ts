import { createServer, type Socket } from 'node:net'
import { AppError } from '@fairlead/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sampleImage } from '../../test/image.ts'
import { json, ociError, type ScriptedServer, serve } from '../../test/scripted-server.ts'
import { credential, signal, testClient } from '../../test/test-client.ts'
import { networkFault } from '../net/index.ts'

const { manifest, layer } = sampleImage()

/** A server that is no HTTP server: `meet` gets each connection. */
async function rawServer(
  meet: (socket: Socket, count: number) => void,
): Promise<{ url: string; met: () => number }> {
  let met = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    met += 1
    meet(socket, met)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, met: () => met }
}

const failureOf = async (promise: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await promise.then(
    () => expect.unreachable('it should have failed'),
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw error
}

const manifestAnswer = { 'content-type': manifest.descriptor.mediaType }

describe('a passing fault', () => {
  test.each([429, 502, 503, 504])('%i is asked again, after longer and longer waits', async (status) => {
    let count = 0
    const server = await serve((_request, response) => {
      count += 1
      if (count < 4) return void response.writeHead(status).end()
      response.writeHead(200, manifestAnswer).end(manifest.bytes)
    })
    const client = testClient(server)
    await client.manifest('acme/app', '1', signal())
    expect(client.waits).toEqual([250, 500, 1000])
  })

  test('waits are shortened at random, so that clients do not come back together', async () => {
    const server = await serve((_request, response) => void response.writeHead(503).end())
    const waits: number[] = []
    const sleep = async (ms: number): Promise<void> => void waits.push(ms)
    const client = testClient({ ...server, retry: { random: () => 1, sleep } })
    await failureOf(client.manifest('acme/app', '1', signal()))
    expect(waits).toEqual([125, 250, 500])
  })

  test.each([
    ['seconds', { 'retry-after': '7' }, 'too many requests', 7000],
    ['a date', { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }, 'too many requests', 9000],
    ["ghcr.io's message", {}, 'retry-after: 35.852µs, allowed: 44000/minute', 250],
    ["ghcr.io's message with a real wait", {}, 'retry-after: 1.5s, allowed: 44000/minute', 1500],
  ])('Retry-After is honoured: %s', async (_form, headers, message, ms) => {
    let count = 0
    const server = await serve((_request, response) => {
      count += 1
      if (count === 1) return ociError(response, 429, 'TOOMANYREQUESTS', message, headers)
      response.writeHead(200, manifestAnswer).end(manifest.bytes)
    })
    const client = testClient({ ...server, clock: { now: () => new Date(0) } })
    await client.manifest('acme/app', '1', signal())
    expect(client.waits).toEqual([ms])
  })

  test('a wait that is too long is not begun: the caller is told how long it is', async () => {
    const server = await serve((_request, response) =>
      ociError(response, 429, 'TOOMANYREQUESTS', 'slow down', { 'retry-after': '3600' }),
    )
    const client = testClient(server)
    expect(await failureOf(client.manifest('acme/app', '1', signal()))).toMatchObject({
      code: 'registry.rate_limited',
      details: { status: 429, retryAfterMs: 3_600_000 },
    })
    expect(client.waits).toEqual([])
  })

  test('a line that closes is asked again, and only so often', async () => {
    const server = await rawServer((socket) => void socket.once('data', () => socket.destroy()))
    const error = await failureOf(testClient(server).manifest('acme/app', '1', signal()))
    expect(error).toMatchObject({
      code: 'registry.unreachable',
      details: { exchange: { answered: 'no answer: closed' } },
    })
    expect(networkFault(error)).toBe('closed')
    expect(error.details.exchanges).toHaveLength(4)
    expect(server.met()).toBe(4)
  })

  test('other failures are not asked again', async () => {
    const server = await serve((_request, response) => void response.writeHead(500).end())
    expect(await failureOf(testClient(server).manifest('acme/app', '1', signal()))).toMatchObject({
      code: 'registry.bad_answer',
      details: { status: 500 },
    })
    expect(server.seen).toHaveLength(1)
  })

  test('a wait ends with its signal', async () => {
    const server = await serve((_request, response) => void response.writeHead(503).end())
    const control = new AbortController()
    const sleep = (_ms: number, waiting: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => {
        waiting.addEventListener('abort', () => reject(waiting.reason))
        control.abort()
      })
    const client = testClient({ ...server, retry: { sleep } })
    expect(await failureOf(client.manifest('acme/app', '1', control.signal))).toMatchObject({
      code: 'operation.canceled',
    })
    expect(server.seen).toHaveLength(1)
  })
})

describe('a registry that is none', () => {
  test('hangs: unreachable when its time is over', async () => {
    const server = await serve(() => undefined)
    const client = testClient({ ...server, limits: { answerMs: 30 } })
    const error = await failureOf(client.ping(signal()))
    expect(error).toMatchObject({
      code: 'registry.unreachable',
      details: { exchange: { answered: 'no answer: timeout' } },
    })
    expect(networkFault(error)).toBe('timeout')
  })

  test("hangs: unreachable when the caller's time limit is over", async () => {
    const server = await serve(() => undefined)
    const error = await failureOf(testClient(server).ping(AbortSignal.timeout(30)))
    expect(error.code).toBe('registry.unreachable')
    expect(networkFault(error)).toBe('timeout')
  })

  test('hangs in the middle of a body', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { ...manifestAnswer, 'content-length': '5000' })
      response.write('{')
    })
    const client = testClient({ ...server, limits: { idleMs: 30 } })
    const error = await failureOf(client.manifest('acme/app', '1', signal()))
    expect(error.code).toBe('registry.unreachable')
    expect(networkFault(error)).toBe('timeout')
  })

  test('answers garbage: a bad answer', async () => {
    const server = await rawServer(
      (socket) => void socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n')),
    )
    const error = await failureOf(testClient(server).ping(signal()))
    expect(error.code).toBe('registry.bad_answer')
    expect(error.cause).toBeInstanceOf(Error)
  })

  test('sends headers without end: a bad answer', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const more = (): void => {
        while (!socket.destroyed && socket.write(`x-filler: ${'a'.repeat(8000)}\r\n`));
        socket.once('drain', more)
      }
      socket.once('data', more)
    })
    expect((await failureOf(testClient(server).ping(signal()))).code).toBe('registry.bad_answer')
  })

  test('is not there: unreachable, at once', async () => {
    const server = await rawServer(() => undefined)
    const { url } = server
    const gone = await new Promise<string>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address()
        probe.close(() =>
          resolve(typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : url),
        )
      })
    })
    const client = testClient({ url: gone })
    const error = await failureOf(client.ping(signal()))
    expect(error.code).toBe('registry.unreachable')
    expect(networkFault(error)).toBe('refused')
    expect(client.waits).toEqual([])
  })

  test('does not speak TLS where https was given: unreachable', async () => {
    const server = await serve((_request, response) => json(response, 200, {}))
    const error = await failureOf(testClient({ url: server.url.replace('http:', 'https:') }).ping(signal()))
    expect(error.code).toBe('registry.unreachable')
    expect(networkFault(error)).toBe('tls')
  })

  test('answers every path with a web page: a bad answer that says so', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>')
    })
    expect(await failureOf(testClient(server).manifest('acme/app', '1', signal()))).toMatchObject({
      code: 'registry.bad_answer',
      message: expect.stringContaining('web page'),
    })
  })
})

describe('a signal', () => {
  test('that has fired already: nothing is asked', async () => {
    const server = await serve((_request, response) => json(response, 200, {}))
    expect((await failureOf(testClient(server).ping(AbortSignal.abort()))).code).toBe('operation.canceled')
    expect(server.seen).toHaveLength(0)
  })

  test('that fires while waiting for an answer cancels', async () => {
    const control = new AbortController()
    const server = await serve(() => control.abort())
    expect((await failureOf(testClient(server).ping(control.signal))).code).toBe('operation.canceled')
  })
})

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])(
    'a %i of a read is followed, without the credential to another origin',
    async (status) => {
      const store = await serve((_request, response) => void response.end(layer.bytes))
      const server = await serve((request, response) => {
        if (request.headers.authorization === undefined) {
          return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
        }
        response.writeHead(status, { location: `${store.url}/blob?signature=secret` }).end()
      })
      const exchanges: string[] = []
      const client = testClient({
        ...server,
        credential: credential('octocat', 'password'),
        onExchange: ({ asked }) => exchanges.push(asked),
      })
      const { digest } = layer.descriptor
      expect(Buffer.from(await client.blobBytes('acme/app', digest, 5000, signal()))).toEqual(layer.bytes)
      expect(store.seen[0]?.headers.authorization).toBeUndefined()
      expect(exchanges.at(-1)).toBe(`GET ${store.url}/blob`)
    },
  )

  test('on the own host are followed with the credential', async () => {
    const server = await serve((request, response) => {
      if (request.headers.authorization === undefined) {
        return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      }
      if (!request.path.startsWith('/moved')) {
        return void response.writeHead(307, { location: `/moved${request.path}` }).end()
      }
      response.writeHead(200, manifestAnswer).end(manifest.bytes)
    })
    await testClient({ ...server, credential: credential('a', 'b') }).manifest('acme/app', '1', signal())
    expect(server.seen.at(-1)?.headers.authorization).toBeDefined()
  })

  test('that come back from another origin come without the credential', async () => {
    const elsewhere = await serve((_request, response) => {
      response.writeHead(307, { location: `${server.url}/v2/acme/private/manifests/1` }).end()
    })
    const server: ScriptedServer = await serve((request, response) => {
      if (request.headers.authorization === undefined) {
        return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      }
      response.writeHead(307, { location: elsewhere.url }).end()
    })
    const client = testClient({ ...server, credential: credential('a', 'b') })
    expect((await failureOf(client.manifest('acme/app', '1', signal()))).code).toBe('credential.refused')
    const shown = server.seen.filter(({ headers }) => headers.authorization !== undefined)
    expect(new Set(shown.map(({ path }) => path))).toEqual(new Set(['/v2/acme/app/manifests/1']))
  })

  test('more than five are a bad answer', async () => {
    const server = await serve((request, response) => {
      response.writeHead(302, { location: `${request.path}x` }).end()
    })
    expect((await failureOf(testClient(server).manifest('acme/app', '1', signal()))).code).toBe(
      'registry.bad_answer',
    )
    expect(server.seen).toHaveLength(6)
  })

  test.each(['', 'file:///etc/passwd', 'http://['])('to nowhere are a bad answer: "%s"', async (location) => {
    const server = await serve((_request, response) => void response.writeHead(307, { location }).end())
    expect((await failureOf(testClient(server).manifest('acme/app', '1', signal()))).code).toBe(
      'registry.bad_answer',
    )
  })

  test("to an address that the network policy forbids are the policy's refusal", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
    })
    expect(await failureOf(testClient(server).manifest('acme/app', '1', signal()))).toMatchObject({
      code: 'egress.denied',
      details: { host: '169.254.169.254', exchanges: [{}, { answered: 'no answer: forbidden' }] },
    })
  })
})
