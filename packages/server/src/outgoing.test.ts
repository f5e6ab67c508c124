import { createHash } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { createRegistryClient } from '@fairlead/oci/client'
import { networkFault } from '@fairlead/oci/net'
import { expect, onTestFinished, test } from 'vitest'
import { createOutgoingFetch } from './outgoing.ts'
import type { CompatibleHost, EgressSettings } from './settings.ts'

/** Port of a server on 127.0.0.1 that counts its requests. */
async function serve(answer: RequestListener): Promise<{ port: number; paths: string[] }> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(request.url ?? '')
    answer(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((ended) => server.close(ended))
  })
  return { port: (server.address() as AddressInfo).port, paths }
}

function outgoing(...hosts: readonly CompatibleHost[]) {
  const fetch = createOutgoingFetch({ privateNetworks: 'deny' }, hosts)
  onTestFinished(() => fetch.close())
  return fetch
}

const ok: RequestListener = (_request, response) => void response.end('ok')

test.each(['127.0.0.1', 'localhost'])('a host listed as %s opens its port, and no other', async (name) => {
  const listed = await serve(ok)
  const other = await serve(ok)
  const address = `http://${name}:${listed.port}`
  const fetch = outgoing({ registry: address, api: `${address}/api/v3` })
  for (const host of ['127.0.0.1', 'localhost']) {
    expect(await (await fetch(`http://${host}:${listed.port}/v2/`)).text()).toBe('ok')
    await expect(fetch(`http://${host}:${other.port}/v2/`)).rejects.toMatchObject({ code: 'egress.denied' })
  }
  expect(other.paths).toEqual([])
})

test('the port of the API is open beside that of the registry', async () => {
  const registry = await serve(ok)
  const api = await serve(ok)
  const fetch = outgoing({
    registry: `http://127.0.0.1:${registry.port}`,
    api: `http://127.0.0.1:${api.port}/api/v3`,
  })
  expect((await fetch(`http://127.0.0.1:${registry.port}/`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${api.port}/`)).status).toBe(200)
})

test('nothing of loopback is open where no host is listed', async () => {
  const server = await serve(ok)
  await expect(outgoing()(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
    code: 'egress.denied',
  })
  expect(server.paths).toEqual([])
})

test.each([
  ['127.0.0.1', 'localhost'],
  ['localhost', '127.0.0.1'],
])('a blob is read where a host listed as %s redirects to %s', async (name, another) => {
  const digest = `sha256:${createHash('sha256').update('ok').digest('hex')}` as const
  const { port, paths } = await serve((request, response) => {
    if (request.url?.startsWith('/_blobs/')) response.end('ok')
    else response.writeHead(307, { location: `http://${another}:${port}/_blobs/${digest}` }).end()
  })
  const url = `http://${name}:${port}`
  const client = createRegistryClient({ url, fetch: outgoing({ registry: url, api: `${url}/api/v3` }) })
  const bytes = await client.blobBytes('acme/app', digest, 100, new AbortController().signal)
  expect(Buffer.from(bytes).toString()).toBe('ok')
  expect(paths).toEqual([`/v2/acme/app/blobs/${digest}`, `/_blobs/${digest}`])
})

/** An HTTP proxy that goes to one port of loopback, whatever it is asked for. */
async function serveProxy(port: number): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer()
  server.on('connect', ({ url }, client) => {
    asked.push(url ?? '')
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      client.pipe(upstream).pipe(client)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
    client.on('close', () => upstream.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(async () => {
    await new Promise((ended) => server.close(ended))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** An outgoing fetch that records where it connects to, and connects to loopback alone. */
function recording(egress: EgressSettings, ...hosts: readonly CompatibleHost[]) {
  const connected: string[] = []
  const fetch = createOutgoingFetch(egress, hosts, {
    connector: ({ addresses, port }, callback) => {
      const target = `${addresses[0]?.address}:${port || 80}`
      connected.push(target)
      if (!target.startsWith('127.0.0.1:')) return callback(new Error('recorded'), null)
      const socket = connect(Number(port), '127.0.0.1', () => callback(null, socket))
    },
  })
  onTestFinished(() => fetch.close())
  return { fetch, connected }
}

const hostOf = (url: string): string => new URL(url).host

test("the operator's proxy is on the way to everything but loopback, listed hosts and its exceptions", async () => {
  const { port } = await serve(ok)
  const listed = await serve(ok)
  const proxy = await serveProxy(port)
  const address = `http://127.0.0.1:${listed.port}`
  const except = ['8.8.0.0/16', '9.9.9.9', '1.0.0.1']
  const { fetch, connected } = recording(
    { privateNetworks: 'deny', operatorProxy: { proxy: { url: proxy.url }, except } },
    { registry: address, api: address },
  )
  expect(await (await fetch('http://1.1.1.1/v2/')).text()).toBe('ok')
  expect(await (await fetch(`${address}/v2/`)).text()).toBe('ok')
  expect(listed.paths).toEqual(['/v2/'])
  for (const url of ['http://8.8.8.8/', 'http://9.9.9.9:5000/']) await expect(fetch(url)).rejects.toThrow()
  expect(connected).toEqual([hostOf(proxy.url), hostOf(address), '8.8.8.8:80', '9.9.9.9:5000'])
  for (const url of ['http://127.0.0.1:1/', 'http://10.0.0.1/']) {
    await expect(fetch(url)).rejects.toMatchObject({ code: 'egress.denied' })
  }
  expect(connected).toHaveLength(4)
  expect(proxy.asked).toEqual(['1.1.1.1:80'])
})

test.each([
  ['registry.acme.test', 'registry.acme.test', true],
  ['registry.acme.test', 'other.registry.acme.test', false],
  ['.acme.test', 'registry.acme.test', true],
  ['.acme.test', 'acme.test', true],
  ['*.acme.test', 'REGISTRY.acme.test.', true],
  ['.acme.test', 'evilacme.test', false],
  ['8.8.0.0/16', 'registry.acme.test', false],
])('an exception of %s leaves %s without the proxy: %s', async (except, host, isDirect) => {
  const proxy = await serveProxy((await serve(ok)).port)
  const fetch = createOutgoingFetch(
    { privateNetworks: 'deny', operatorProxy: { proxy: { url: proxy.url }, except: [except] } },
    [],
    {
      lookup: async (name) => [{ address: name === '127.0.0.1' ? name : '8.8.8.8', family: 4 }],
      connector: (_options, callback) => callback(new Error('recorded'), null),
    },
  )
  onTestFinished(() => fetch.close())
  const error: unknown = await fetch(`http://${host}/`).catch((reason: unknown) => reason)
  expect(networkFault(error)).toBe(isDirect ? undefined : 'proxy')
})

test("a registry's own proxy wins over the operator's, and is checked", async () => {
  const { port } = await serve(ok)
  const [operators, own] = [await serveProxy(port), await serveProxy(port)]
  const { fetch, connected } = recording({
    privateNetworks: 'deny',
    allowedOrigins: [{ host: '127.0.0.1', port: Number(new URL(own.url).port) }],
    operatorProxy: { proxy: { url: operators.url } },
  })
  expect((await fetch.via({ proxy: { url: own.url } })('http://1.1.1.1/')).status).toBe(200)
  expect((await fetch.via({ skipTlsVerify: true })('http://1.1.1.1/')).status).toBe(200)
  await expect(fetch.via({ proxy: { url: operators.url } })('http://1.1.1.1/')).rejects.toMatchObject({
    code: 'egress.denied',
  })
  expect(connected).toEqual([hostOf(own.url), hostOf(operators.url)])
})

test('a listed host is reached whatever the list of ports says', async () => {
  const { port } = await serve(ok)
  const address = `http://127.0.0.1:${port}`
  const { fetch, connected } = recording(
    { privateNetworks: 'deny', ports: ['443'] },
    { registry: address, api: address },
  )
  expect((await fetch(address)).status).toBe(200)
  await expect(fetch('http://1.1.1.1/')).rejects.toMatchObject({
    code: 'egress.denied',
    details: { reason: 'port' },
  })
  expect(connected).toEqual([hostOf(address)])
})
