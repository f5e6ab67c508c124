import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Secret } from '@fairlead/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { issue, issueAuthority } from '../../test/certificates.ts'
import { serveProxy } from '../../test/proxy-server.ts'
import { type Answerer, serve } from '../../test/scripted-server.ts'
import { createGuardedFetch, type GuardedFetchSettings } from './guarded-fetch.ts'
import { networkTrouble } from './network-trouble.ts'

const authority = issueAuthority()
const good = issue({ name: 'registry', names: ['127.0.0.1', 'registry.example'], issuer: authority })
const trusting = { caCertificates: authority.cert }

const ok: Answerer = (_request, response) => void response.end('ok')

function guarded(settings: Partial<GuardedFetchSettings> = {}) {
  const fetch = createGuardedFetch({ policy: { privateNetworks: ['127.0.0.0/8'] }, ...settings })
  onTestFinished(() => fetch.close())
  return fetch
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

const portOf = (url: string): number => Number(new URL(url).port)

describe('a proxy', () => {
  const lookup = async () => [{ address: '127.0.0.1', family: 4 as const }]

  test('is asked to connect, for http too, and sees nothing of the request', async () => {
    const [plain, secure] = [await serve(ok), await serve(ok, good)]
    const routes: Record<string, number> = {
      'registry.example:80': portOf(plain.url),
      'registry.example:443': portOf(secure.url),
    }
    const proxy = await serveProxy({ route: (target) => routes[target] })
    const way = guarded({ lookup }).via({ ...trusting, proxy: { url: proxy.url } })
    const headers = { authorization: 'Bearer secret' }
    expect(await (await way('http://registry.example/v2/', { headers })).text()).toBe('ok')
    expect(await (await way('https://registry.example/v2/', { headers })).text()).toBe('ok')
    expect(proxy.asked).toEqual(['registry.example:80', 'registry.example:443'])
    expect(proxy.authorizations).toEqual([undefined, undefined])
    expect(proxy.others).toEqual([])
    expect(plain.seen[0]?.headers).toMatchObject({ host: 'registry.example', authorization: 'Bearer secret' })
    expect(secure.seen[0]?.headers['proxy-authorization']).toBeUndefined()
  })

  test("gets its own user's password, and the registry never does", async () => {
    const server = await serve(ok)
    const proxy = await serveProxy({
      route: () => portOf(server.url),
      answer: ({ headers }) =>
        headers['proxy-authorization'] === `Basic ${Buffer.from('me:pässword').toString('base64')}`
          ? undefined
          : 'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n',
    })
    const settings = { url: proxy.url, username: 'me', password: new Secret('pässword') }
    const fetch = guarded({ lookup })
    expect((await fetch.via({ proxy: settings })('http://registry.example/')).status).toBe(200)
    expect(server.seen[0]?.headers['proxy-authorization']).toBeUndefined()

    const wrong = { ...settings, password: new Secret('wrong-password') }
    const error = await failure(fetch.via({ proxy: wrong })('http://registry.example/'))
    expect(networkTrouble(error)).toEqual({
      fault: 'proxy',
      proxy: { reason: 'authentication', host: proxy.host, status: 407 },
    })
    expect(JSON.stringify([error, String(error), (error as Error).cause])).not.toContain('wrong-password')
    expect(server.seen).toHaveLength(1)
  })

  test.each([
    ['no', 'HTTP/1.1 403 Forbidden\r\n\r\n', { reason: 'denied', status: 403 }],
    ['that it cannot', 'HTTP/1.1 502 Bad Gateway\r\n\r\n', { reason: 'no_route', status: 502 }],
    ['late', 'HTTP/1.1 504 Late\r\nContent-Length: 4\r\n\r\nlate', { reason: 'no_route', status: 504 }],
    ['with a redirect', 'HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n', { reason: 'bad_answer', status: 302 }],
    [
      'with too many fields',
      `HTTP/1.1 200 OK\r\n${'x: yyyyyyyy\r\n'.repeat(9000)}\r\n`,
      { reason: 'unreachable' },
    ],
    ['what is no HTTP', 'hello\r\n', { reason: 'unreachable' }],
    ['nothing', '', { reason: 'unreachable' }],
  ])('that answers %s is told apart from the registry', async (_what, answer, told) => {
    const proxy = await serveProxy({ route: () => undefined, answer: () => answer })
    const way = guarded({ lookup }).via({ proxy: { url: proxy.url } })
    const trouble = networkTrouble(await failure(way('https://registry.example/')))
    expect(trouble).toEqual({ fault: 'proxy', proxy: { ...told, host: proxy.host } })
    expect(proxy.asked).toEqual(['registry.example:443'])
  })

  test('that is not there, or never answers, is told apart from the registry', async () => {
    const refusing = guarded({
      lookup,
      connector: (_options, callback) =>
        callback(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), null),
    })
    const impatient = guarded({ lookup, connectTimeoutMs: 50 })
    for (const fetch of [refusing, impatient]) {
      const url = await serveSilence()
      const error = await failure(fetch.via({ proxy: { url } })('https://registry.example/'))
      expect(networkTrouble(error)).toEqual({
        fault: 'proxy',
        proxy: { reason: 'unreachable', host: new URL(url).host },
      })
    }
  })

  test("with TLS is judged by the authorities, even where the registry's certificate is not", async () => {
    const server = await serve(ok, issue({ name: 'x' }))
    const route = () => portOf(server.url)
    const known = await serveProxy({ route, tls: good })
    const unknown = await serveProxy({ route, tls: issue({ name: 'y', names: ['127.0.0.1'] }) })
    const fetch = guarded({ lookup })
    const way = (url: string) => fetch.via({ ...trusting, skipTlsVerify: true, proxy: { url } })
    expect((await way(known.url)('https://registry.example/')).status).toBe(200)
    const trouble = networkTrouble(await failure(way(unknown.url)('https://registry.example/')))
    expect(trouble).toEqual({ fault: 'proxy', proxy: { reason: 'unreachable', host: unknown.host } })
    expect(unknown.asked).toEqual([])
  })

  test("a registry's TLS failure through it stays the registry's", async () => {
    const server = await serve(ok, issue({ name: 'x', names: ['registry.example'] }))
    const proxy = await serveProxy({ route: () => portOf(server.url) })
    const way = guarded({ lookup }).via({ proxy: { url: proxy.url } })
    const trouble = networkTrouble(await failure(way('https://registry.example/')))
    expect(trouble).toEqual({ fault: 'tls', tls: 'self_signed' })
  })

  test.each([
    [{ url: 'socks5://127.0.0.1:1080' }, 'transport.proxy.url'],
    [{ url: 'proxy.example.com:3128' }, 'transport.proxy.url'],
    [{ url: 'http://me:secret-pw@proxy.example.com' }, 'transport.proxy.url'],
    [{ url: 'http://proxy.example.com/path' }, 'transport.proxy.url'],
    [{ url: 'http://proxy.example.com', username: 'a:b' }, 'transport.proxy.username'],
    [{ url: 'http://proxy.example.com', password: new Secret('secret-pw') }, 'transport.proxy.username'],
    [
      { url: 'http://proxy.example.com', username: 'me', password: new Secret('secret-pw\r\nX: y') },
      'transport.proxy.password',
    ],
  ])('that cannot be used is refused by its field: %#', (proxy, field) => {
    expect(() => guarded().via({ proxy })).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        message: expect.not.stringContaining('secret-pw'),
        issues: [expect.objectContaining({ field })],
      }),
    )
  })
})

/** Address of a server that takes connections and says nothing. */
async function serveSilence(): Promise<string> {
  const sockets: Socket[] = []
  const server = createServer((socket) => void sockets.push(socket))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((ended) => server.close(ended))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
