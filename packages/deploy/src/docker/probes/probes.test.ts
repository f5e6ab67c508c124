import { createServer as createHttp } from 'node:http'
import { createServer as createHttp2 } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Probe } from '@fairlead/core'
import { afterEach, describe, expect, test } from 'vitest'
import { SELF_SIGNED } from '../../../test/self-signed.ts'
import type { Inspection } from '../instances.ts'
import { askProbe, describeProbe, type NetworkProbe } from './ask-probe.ts'
import { dial } from './dial.ts'
import { waysTo } from './ways.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})
const signal = () => AbortSignal.timeout(10_000)

/** Listens on loopback; every connection is closed with it. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

const closedPort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const container = (facts: Partial<Inspection>): Inspection => ({
  id: 'id',
  isRunning: true,
  isRestarting: false,
  status: 'running',
  exitCode: 0,
  wasOutOfMemory: false,
  error: '',
  startedAt: '',
  health: undefined,
  addresses: ['127.0.0.1'],
  bindings: {},
  ports: [],
  healthchecks: { readiness: null, liveness: null },
  ...facts,
})

const probe = (type: NetworkProbe['type'], timeoutSeconds = 2): NetworkProbe => ({
  type,
  initialDelaySeconds: 0,
  periodSeconds: 1,
  timeoutSeconds,
  successThreshold: 1,
  failureThreshold: 1,
})
const ask = (type: NetworkProbe['type'], timeoutSeconds?: number, facts = container({})) =>
  askProbe(probe(type, timeoutSeconds), facts, 'direct', signal())

describe('an HTTP probe', () => {
  const http = (port: number, path = '/', scheme: 'HTTP' | 'HTTPS' = 'HTTP') =>
    ({ kind: 'http', port, path, scheme }) as const

  test.each([
    [200, true],
    [204, true],
    [302, true],
    [404, false],
    [503, false],
  ])('that is answered with %i is %s, and follows no redirect', async (status, ok) => {
    let requests = 0
    const port = await listen(
      createHttp((request, response) => {
        requests += 1
        expect(request.url).toBe('/ready?x=1')
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end()
      }),
    )
    expect(await ask(http(port, '/ready?x=1'))).toMatchObject({
      ok,
      answered: expect.stringContaining(`${status}`),
    })
    expect(requests).toBe(1)
  })

  test('that is never answered fails after its timeout', async () => {
    const port = await listen(createHttp(() => {}))
    expect(await ask(http(port), 0.05)).toEqual({ ok: false, answered: 'no answer in 0.05 seconds' })
  })

  test('that is answered by something else fails with the reason', async () => {
    const port = await listen(createServer((socket) => socket.end('SSH-2.0-x\r\n')))
    expect(await ask(http(port))).toEqual({ ok: false, answered: 'HPE_INVALID_CONSTANT' })
  })

  test('whose path cannot be asked fails instead of throwing', async () => {
    const port = await listen(createHttp())
    expect(await ask(http(port, '/a b'))).toEqual({ ok: false, answered: 'ERR_UNESCAPED_CHARACTERS' })
  })

  test('over HTTPS asks whatever the certificate says', async () => {
    const port = await listen(createHttps(SELF_SIGNED, (_, response) => response.end()))
    expect(await ask(http(port, '/', 'HTTPS'))).toEqual({ ok: true, answered: '200 OK' })
  })
})

describe('a TCP probe', () => {
  test('succeeds when the container accepts, even if it closes at once', async () => {
    const port = await listen(createServer((socket) => socket.end()))
    expect(await ask({ kind: 'tcp', port })).toEqual({ ok: true, answered: `127.0.0.1:${port} accepted` })
  })

  test('fails when nothing listens', async () => {
    const port = await closedPort()
    expect(await ask({ kind: 'tcp', port })).toEqual({
      ok: false,
      answered: `127.0.0.1:${port} ECONNREFUSED`,
    })
  })

  test('by a published port believes only a line that stays open: the proxy accepts for anybody', async () => {
    const closing = await listen(createServer((socket) => socket.end()))
    const open = await listen(createServer())
    const by = (port: number) =>
      askProbe(
        probe({ kind: 'tcp', port: 80 }),
        container({ bindings: { '80/tcp': [{ address: '0.0.0.0', port }] } }),
        'published',
        signal(),
      )
    expect(await by(closing)).toMatchObject({ ok: false, answered: expect.stringContaining('closed') })
    expect(await by(open)).toMatchObject({ ok: true })
  })
})

describe('a gRPC probe', () => {
  /** A health service that answers with these bytes, to any name. */
  async function serve(
    status: number | undefined,
    grpcStatus = '0',
  ): Promise<{ port: number; asked: Buffer[] }> {
    const asked: Buffer[] = []
    const server = createHttp2()
    server.on('stream', (stream, headers) => {
      expect(headers[':path']).toBe('/grpc.health.v1.Health/Check')
      stream.on('data', (chunk: Buffer) => asked.push(chunk))
      stream.on('end', () => {
        stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': grpcStatus }))
        stream.end(status === undefined ? undefined : Buffer.from([0, 0, 0, 0, 2, 0x08, status]))
      })
    })
    return { port: await listen(server), asked }
  }

  test.each([
    [1, true, 'SERVING'],
    [2, false, 'NOT_SERVING'],
    [3, false, 'SERVICE_UNKNOWN'],
  ])('that is answered with status %i is %s: %s', async (status, ok, answered) => {
    const { port } = await serve(status)
    expect(await ask({ kind: 'grpc', port, service: '' })).toEqual({ ok, answered })
  })

  test('names the service that it asks for', async () => {
    const { port, asked } = await serve(1)
    await ask({ kind: 'grpc', port, service: 'shop' })
    expect(Buffer.concat(asked)).toEqual(Buffer.from([0, 0, 0, 0, 6, 0x0a, 4, ...Buffer.from('shop')]))
  })

  test('fails where the server has no health service', async () => {
    const { port } = await serve(undefined, '12')
    expect(await ask({ kind: 'grpc', port, service: '' })).toEqual({ ok: false, answered: 'grpc-status 12' })
  })

  test('fails where something else answers, or nothing', async () => {
    const other = await listen(createHttp((_, response) => response.end()))
    expect((await ask({ kind: 'grpc', port: other, service: '' })).ok).toBe(false)
    const silent = await listen(createServer())
    expect(await ask({ kind: 'grpc', port: silent, service: '' }, 0.05)).toEqual({
      ok: false,
      answered: 'no answer in 0.05 seconds',
    })
  })
})

describe('the way to a port', () => {
  test("is the container's own address first, then what is published, as an address that can be called", () => {
    const facts = container({
      addresses: ['172.17.0.2'],
      bindings: {
        '80/tcp': [
          { address: '0.0.0.0', port: 1 },
          { address: '::', port: 2 },
        ],
        '80/udp': [],
      },
    })
    expect(waysTo(facts, 80, 'direct').map(({ host, port }) => [host, port])).toEqual([
      ['172.17.0.2', 80],
      ['127.0.0.1', 1],
      ['::1', 2],
    ])
    expect(waysTo(facts, 80, 'published')).toHaveLength(2)
  })

  test('ends at a refusal: it is the container that refuses', async () => {
    const open = await listen(createServer())
    const refused = { via: 'container', host: '127.0.0.1', port: await closedPort() } as const
    const published = { via: 'published', host: '127.0.0.1', port: open } as const
    expect(await dial([refused, published], 1000, signal())).toEqual({
      answered: `127.0.0.1:${refused.port} ECONNREFUSED`,
    })
  })

  test('is none for a container without an address', async () => {
    expect(await dial([], 1000, signal())).toEqual({ answered: 'the container has no address' })
  })

  test('is not taken after a cancellation', async () => {
    const way = { via: 'container', host: '127.0.0.1', port: 1 } as const
    await expect(dial([way], 1000, AbortSignal.abort())).rejects.toMatchObject({ code: 'operation.canceled' })
  })
})

test('every probe is described by what it asks', () => {
  const texts = (
    [
      { kind: 'http', port: 80, path: '/a', scheme: 'HTTPS' },
      { kind: 'tcp', port: 80 },
      { kind: 'grpc', port: 80, service: '' },
      { kind: 'grpc', port: 80, service: 'shop' },
      { kind: 'exec', command: ['/bin/check', '-v'] },
    ] satisfies Probe['type'][]
  ).map((type) => describeProbe({ ...probe({ kind: 'tcp', port: 1 }), type }))
  expect(texts).toEqual([
    'GET https://<container>:80/a',
    'connect to port 80',
    'gRPC health of the server on port 80',
    'gRPC health of "shop" on port 80',
    'run /bin/check -v',
  ])
})
