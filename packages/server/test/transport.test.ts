import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { type AppError, isAppError, type RegistryInput } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenedStore } from '../src/store/open-store.ts'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { LOOPBACK_CERTIFICATE } from './support/loopback-certificate.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const stores = useTestStores()
const CREDENTIAL = Buffer.from('ada:letmein').toString('base64')
const PROXY_CREDENTIAL = Buffer.from('proxyuser:proxypass').toString('base64')

let opened: OpenedStore
let world: TwinWorld
/** A registry that speaks TLS with a certificate that nobody vouches for. */
let registry: Server
/** A proxy that wants a login of its own. */
let proxy: Server
let tunnels = 0

const addressOf = (server: Server, scheme: string): string =>
  `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`
const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()))

beforeAll(async () => {
  opened = await stores.open()
  world = await openTwinWorld(opened)
  registry = createTlsServer(LOOPBACK_CERTIFICATE, (request, response) => {
    if (request.headers.authorization !== `Basic ${CREDENTIAL}`) {
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end()
    }
    const body = request.url?.startsWith('/v2/_catalog') ? '{"repositories":[]}' : '{}'
    return response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  await listen(registry)
  const http = createServer()
  http.on('connect', (request, client) => {
    client.on('error', () => client.destroy())
    if (request.headers['proxy-authorization'] !== `Basic ${PROXY_CREDENTIAL}`) {
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
    }
    tunnels += 1
    const [host, port] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  proxy = http
  await listen(proxy)
}, 120_000)
afterAll(async () => {
  registry?.close()
  proxy?.close()
  await world?.close()
})

const CONFIG = { username: 'ada', password: 'letmein' }
const generic = (change: Partial<RegistryInput> = {}): Partial<RegistryInput> => ({
  kind: 'GENERIC_CR',
  url: addressOf(registry, 'https'),
  config: CONFIG,
  ...change,
})
const connected = (change: Partial<RegistryInput>) => world.connect('', generic(change))

async function refusal(call: Promise<unknown>): Promise<AppError> {
  const error = await call.catch((thrown: unknown) => thrown)
  if (isAppError(error)) return error
  throw new Error(`The call was not refused: ${String(error)}`)
}

const edit = (id: string, change: Partial<RegistryInput>) =>
  world.app.editRegistry(
    world.who,
    world.organizationId,
    id,
    {
      name: `registry-${crypto.randomUUID()}`,
      description: '',
      kind: 'GENERIC_CR',
      url: addressOf(registry, 'https'),
      config: { username: 'ada' },
      unverified: false,
      verify: {},
      ...change,
    },
    signal,
  )

test('a registry whose certificate nobody vouches for is connected with its authority', async () => {
  const refused = await refusal(connected({}))
  expect(refused.findings.map(({ code }) => code)).toContain('network.tls')
  const made = await connected({ tls: { caCertificates: LOOPBACK_CERTIFICATE.cert } })
  expect(made.verification).toMatchObject({ ok: true })
  expect(made.transport.caCertificates).toContain('BEGIN CERTIFICATE')
  const again = await world.app.verifyRegistry(world.who, world.organizationId, made.id, {}, signal)
  expect(again.ok).toBe(true)
  expect(again.findings).toEqual([])
})

test('without a check of the certificate it works, every verification says so, and who did it is audited', async () => {
  const made = await connected({ tls: { skipVerify: true } })
  expect(made.verification?.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    'tls.not_verified warning',
  ])
  const again = await world.app.verifyRegistry(world.who, world.organizationId, made.id, {}, signal)
  expect(again.findings.map(({ code }) => code)).toEqual(['tls.not_verified'])
  expect(await world.audited()).toContain('administrator SKIP_TLS_VERIFY_ON')
  const safe = await edit(made.id, { tls: { skipVerify: false, caCertificates: LOOPBACK_CERTIFICATE.cert } })
  expect(safe.verification?.findings).toEqual([])
  expect(await world.audited()).toContain('administrator SKIP_TLS_VERIFY_OFF')
})

test('a text that is no certificate, and a proxy that is no address, are refused by their fields', async () => {
  const bad = await refusal(connected({ tls: { caCertificates: 'hello' }, unverified: true }))
  expect(bad.issues).toMatchObject([{ field: 'tls.ca_certificates' }])
  const proxied = await refusal(connected({ proxy: { url: 'socks5://127.0.0.1:1' }, unverified: true }))
  expect(proxied.issues).toMatchObject([{ field: 'proxy.url' }])
  const key = await refusal(
    connected({ tls: { caCertificates: LOOPBACK_CERTIFICATE.key }, unverified: true }),
  )
  expect(key.issues).toMatchObject([{ field: 'tls.ca_certificates', problem: 'holds a key' }])
  expect(key.message).not.toContain(LOOPBACK_CERTIFICATE.key.slice(40, 80))
})

test('a registry is reached by its own proxy; the password is sealed, never shown, and kept by an edit', async () => {
  const tls = { caCertificates: LOOPBACK_CERTIFICATE.cert }
  const way = { url: addressOf(proxy, 'http'), username: 'proxyuser', password: 'proxypass' }
  const wrong = await refusal(connected({ tls, proxy: { ...way, password: 'wrong' } }))
  expect(wrong.findings.map(({ code }) => code)).toContain('network.proxy')
  const before = tunnels
  const made = await connected({ tls, proxy: way })
  expect(made.verification).toMatchObject({ ok: true })
  expect(tunnels).toBeGreaterThan(before)
  expect(made.transport).toMatchObject({ proxyUrl: way.url, proxyUsername: 'proxyuser' })
  const { rows } = await opened.pool.query('select * from fairlead.container_registry where id = $1', [
    made.id,
  ])
  expect(JSON.stringify(rows)).not.toContain('proxypass')

  const renamed = await edit(made.id, { description: 'renamed' })
  expect(renamed).toMatchObject({ verification: { ok: true }, transport: made.transport })
  const direct = await edit(made.id, { proxy: null })
  expect(direct.transport).toMatchObject({ proxyUrl: null, proxyUsername: null })
})

test('a stored secret does not take a way that it was not given for', async () => {
  const made = await connected({ tls: { caCertificates: LOOPBACK_CERTIFICATE.cert } })
  const before = tunnels
  const proxied = await refusal(edit(made.id, { proxy: { url: addressOf(proxy, 'http') } }))
  expect(proxied.issues).toMatchObject([{ field: 'config.password' }])
  const unchecked = await refusal(edit(made.id, { tls: { skipVerify: true } }))
  expect(unchecked.issues).toMatchObject([{ field: 'config.password' }])
  expect(tunnels).toBe(before)
  const given = await edit(made.id, { config: CONFIG, tls: { skipVerify: true } })
  expect(given.transport.skipTlsVerify).toBe(true)
})

test('a rotation keeps the way and the password of its proxy', async () => {
  const tls = { caCertificates: LOOPBACK_CERTIFICATE.cert }
  const way = { url: addressOf(proxy, 'http'), username: 'proxyuser', password: 'proxypass' }
  const made = await connected({
    tls,
    proxy: way,
    unverified: true,
    config: { username: 'ada', password: 'old' },
  })
  const rotated = await world.rotate(made, 'letmein')
  expect(rotated.verification?.ok).toBe(true)
  expect(rotated.transport).toEqual(made.transport)
})
