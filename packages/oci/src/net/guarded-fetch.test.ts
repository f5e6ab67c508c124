import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serve } from '../../test/scripted-server.ts'
import type { EgressPolicy } from './egress-policy.ts'
import { createPinnedConnector, type HostAddress, type PinnedConnector } from './guarded-connector.ts'
import { createGuardedFetch, type GuardedFetchSettings } from './guarded-fetch.ts'
import { networkFault } from './network-trouble.ts'

const address = (text: string): HostAddress => ({ address: text, family: text.includes(':') ? 6 : 4 })

/** A guarded fetch that connects to nothing: it records where it would have. */
function recording(policy: EgressPolicy, names: Readonly<Record<string, readonly string[]>> = {}) {
  const connected: (readonly string[])[] = []
  const looked: string[] = []
  const connector: PinnedConnector = ({ addresses }, callback) => {
    connected.push(addresses.map((each) => each.address))
    callback(Object.assign(new Error('recorded'), { code: 'ECONNREFUSED' }), null)
  }
  const fetch = createGuardedFetch({
    policy,
    connector,
    lookup: async (host) => {
      looked.push(host)
      return (names[host] ?? []).map(address)
    },
  })
  onTestFinished(() => fetch.close())
  return { fetch, connected, looked }
}

const deny: EgressPolicy = { privateNetworks: 'deny' }

describe('refuses', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://2130706433/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://10.0.0.1:8080/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://[fe80::1]/',
    'https://192.168.1.1/',
    'http://127.0.0.1./',
  ])('the address in %s, without a connection', async (url) => {
    const { fetch, connected } = recording(deny)
    await expect(fetch(url)).rejects.toMatchObject({ code: 'egress.denied' })
    expect(connected).toEqual([])
  })

  test.each([
    ['a private address', ['10.0.0.1']],
    ['loopback', ['127.0.0.1', '::1']],
    ['the metadata service', ['169.254.169.254']],
    ['a mapped form', ['::ffff:10.0.0.1']],
  ])('a name that leads to %s, without a connection', async (_what, addresses) => {
    const { fetch, connected } = recording(deny, { 'evil.example': addresses })
    const error: unknown = await fetch('https://evil.example/v2/').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'egress.denied', details: { host: 'evil.example', addresses } })
    expect(networkFault(error)).toBe('forbidden')
    expect(connected).toEqual([])
  })

  test.each([
    ['a scheme', 'file:///etc/passwd'],
    ['another scheme', 'ftp://ghcr.io/'],
    ['a password', 'https://user:secret@ghcr.io/'],
    ['a user name', 'https://user@ghcr.io/'],
  ])('%s in the address', async (_what, url) => {
    const { fetch, looked } = recording(deny)
    await expect(fetch(url)).rejects.toMatchObject({
      code: 'request.invalid',
      message: expect.not.stringContaining('secret'),
    })
    expect(looked).toEqual([])
  })

  test('metadata services even where private networks are open', async () => {
    const { fetch, connected } = recording(
      { privateNetworks: 'allow' },
      { 'metadata.example': ['169.254.169.254'] },
    )
    await expect(fetch('http://metadata.example/')).rejects.toMatchObject({ code: 'egress.denied' })
    await expect(fetch('http://169.254.169.254/')).rejects.toMatchObject({ code: 'egress.denied' })
    expect(connected).toEqual([])
  })
})

describe('connects', () => {
  test('to the addresses that it looked at, and to no others of the name', async () => {
    const { fetch, connected } = recording(deny, {
      'mixed.example': ['10.0.0.1', '8.8.8.8', '::1', '2606:50c0::1'],
    })
    await expect(fetch('https://mixed.example/')).rejects.toThrow()
    expect(connected).toEqual([['8.8.8.8', '2606:50c0::1']])
  })

  test('to what the policy lists', async () => {
    const { fetch, connected } = recording(
      { privateNetworks: ['10.0.0.0/8'] },
      { 'registry.acme.example': ['10.2.3.4'] },
    )
    await expect(fetch('https://registry.acme.example/')).rejects.toThrow()
    await expect(fetch('http://192.168.0.1/')).rejects.toMatchObject({ code: 'egress.denied' })
    expect(connected).toEqual([['10.2.3.4']])
  })

  test('to the allowed origins, and to no other port or address of them', async () => {
    const { fetch, connected } = recording(
      {
        privateNetworks: 'deny',
        allowedOrigins: [
          { host: '127.0.0.1', port: 5000 },
          { host: '10.0.0.1', port: 443 },
          { host: '10.0.0.1', port: 80 },
        ],
      },
      { 'registry.example': ['127.0.0.1', '10.0.0.1'] },
    )
    const denied = expect.objectContaining({ code: 'egress.denied' })
    for (const url of [
      'http://127.0.0.1:5001/',
      'https://127.0.0.1/',
      'http://10.0.0.1:5000/',
      'http://[::1]:5000/',
    ]) {
      await expect(fetch(url)).rejects.toEqual(denied)
    }
    expect(connected).toEqual([])
    for (const url of [
      'http://127.0.0.1:5000/',
      'https://10.0.0.1/',
      'http://10.0.0.1/',
      'http://registry.example:5000/',
    ]) {
      await expect(fetch(url)).rejects.not.toEqual(denied)
    }
    expect(connected).toEqual([['127.0.0.1'], ['10.0.0.1'], ['10.0.0.1'], ['127.0.0.1']])
  })

  test('by one look: a name that leads elsewhere afterwards changes nothing', async () => {
    const server = await serve((_request, response) => void response.end('ok'))
    const { port } = new URL(server.url)
    let looks = 0
    const fetch = createGuardedFetch({
      policy: { privateNetworks: ['127.0.0.0/8'] },
      connector: createPinnedConnector(5000),
      lookup: async () => {
        looks += 1
        return [address(looks === 1 ? '127.0.0.1' : '10.0.0.1')]
      },
    })
    onTestFinished(() => fetch.close())
    const response = await fetch(`http://rebinding.example:${port}/`)
    expect(await response.text()).toBe('ok')
    expect(server.seen[0]?.headers.host).toBe(`rebinding.example:${port}`)
    expect(looks).toBe(1)
  })
})

const loopback = (settings: Partial<GuardedFetchSettings> = {}) => {
  const fetch = createGuardedFetch({ policy: { privateNetworks: ['127.0.0.0/8'] }, ...settings })
  onTestFinished(() => fetch.close())
  return fetch
}

test('a redirect is never followed, even when the caller asks for it', async () => {
  const server = await serve(
    (_request, response) => void response.writeHead(302, { location: '/other' }).end(),
  )
  const response = await loopback()(server.url, { redirect: 'follow' })
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toBe('/other')
  expect(server.seen).toHaveLength(1)
})

test('a port that fetch itself would not ask is asked where the policy lists it', async () => {
  const server = await serve((request, response) => void request.raw.pipe(response))
  const connector: PinnedConnector = (_options, callback) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => callback(null, socket))
  }
  const lookup = async () => [address('127.0.0.1')]
  const open = loopback({ policy: { privateNetworks: 'allow', ports: ['6000'] }, connector, lookup })
  const url = 'http://registry.example:6000/v2/?a=b'
  const response = await open(url, { method: 'PUT', body: 'hello', redirect: 'follow' })
  expect(await response.text()).toBe('hello')
  expect(response.url).toBe(url)
  expect(server.seen[0]).toMatchObject({
    method: 'PUT',
    path: '/v2/?a=b',
    headers: { host: 'registry.example:6000' },
  })
  const error: unknown = await loopback({ policy: { privateNetworks: 'allow' }, connector, lookup })(
    url,
  ).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'egress.denied', details: { port: 6000, reason: 'port' } })
  expect(networkFault(error)).toBe('port')
  expect(server.seen).toHaveLength(1)
})

test('a Request is sent as it is', async () => {
  const server = await serve((request, response) => void request.raw.pipe(response))
  const request = new Request(server.url, { method: 'PUT', body: 'hello', headers: { 'x-y': 'z' } })
  expect(await (await loopback()(request)).text()).toBe('hello')
  expect(server.seen[0]).toMatchObject({ method: 'PUT', headers: { 'x-y': 'z' } })
})

test('a server that never answers is a timeout', async () => {
  const server = await serve(() => undefined)
  const error: unknown = await loopback({ headersTimeoutMs: 20 })(server.url).catch(
    (reason: unknown) => reason,
  )
  expect(networkFault(error)).toBe('timeout')
})

test('a connection that never comes about is a timeout', async () => {
  const connector: PinnedConnector = (_options, callback) => {
    callback(Object.assign(new Error('late'), { code: 'UND_ERR_CONNECT_TIMEOUT' }), null)
  }
  const error: unknown = await loopback({ connector })('http://127.0.0.1:5000/').catch(
    (reason: unknown) => reason,
  )
  expect(networkFault(error)).toBe('timeout')
})

test('headers larger than the limit are no answer', async () => {
  const server = await serve(
    (_request, response) => void response.writeHead(200, { 'x-big': 'a'.repeat(5000) }).end(),
  )
  await expect(loopback({ maxResponseHeaderBytes: 2000 })(server.url)).rejects.toThrow()
})
