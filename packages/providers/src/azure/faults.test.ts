import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMappedFetch } from '../testing/mapped-fetch.ts'
import { answerJson } from '../testing/scripted-server.ts'
import { askedAddress } from '../testing/vendor-server.ts'
import { createAzureProvider } from './provider.ts'
import { HOST, IDENTITY_ENDPOINT, IDENTITY_HEADER, TENANT } from './testing/azure-cloud.ts'
import { type AzureWorld, createAzureWorld, MANAGED, PRINCIPAL } from './testing/azure-world.ts'

let world: AzureWorld
beforeEach(async () => {
  world = await createAzureWorld()
})
afterEach(() => world.close())

const { signal } = new AbortController()
const ENTRA = `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`
const EXCHANGE = `https://${HOST}/oauth2/exchange`

type Fault = readonly [
  what: string,
  fault: (response: ServerResponse) => unknown,
  entra: string,
  exchange: string,
]

const FAULTS: readonly Fault[] = [
  ['closes the line', (response) => response.socket?.destroy(), 'network.closed', 'network.closed'],
  ['says nothing', () => {}, 'network.timeout', 'network.timeout'],
  ['fails', (response) => answerJson(response, 503, {}), 'api.bad_answer', 'registry.server_error'],
  [
    'shows a page',
    (response) => response.writeHead(200).end('<!doctype html>'),
    'api.bad_answer',
    'registry.not_a_registry',
  ],
  [
    'gives no token',
    (response) => answerJson(response, 200, {}),
    'api.bad_answer',
    'registry.not_a_registry',
  ],
  [
    'redirects',
    (response) => response.writeHead(302, { location: 'https://evil.example/' }).end(),
    'api.bad_answer',
    'registry.redirected',
  ],
]

describe.each([
  ['Microsoft Entra ID', ENTRA, 2],
  ['the exchange of the registry', EXCHANGE, 3],
] as const)('where %s', (_where, address, column) => {
  test.each(FAULTS)('%s, that is one error and the registry is not asked to log in', async (...row) => {
    const [, fault] = row
    const code = row[column]
    world.cloud.state.override = (request, response) => {
      if (askedAddress(request) !== address) return false
      fault(response)
      return true
    }
    const limitMs = code === 'network.timeout' ? 300 : 20_000
    const provider = createAzureProvider({ fetch: world.cloud.fetch, clock: world.clock, limitMs })
    const { findings, checks } = await world.verify(PRINCIPAL, { image: 'app:1.0', push: true }, provider)
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(errors.map((each) => each.code)).toEqual([code])
    expect(errors[0]?.evidence[0]?.asked).toBe(`POST ${address}`)
    for (const id of ['credential.accepted', 'registry.pull', 'registry.push']) {
      expect(checks.find((check) => check.id === id)?.detail).toMatch(new RegExp(`^Not asked: .*${code}`))
    }
  })
})

test('a connection with a way of its own is asked by that way alone', async () => {
  const direct = async (): Promise<never> => {
    throw new Error('Asked directly.')
  }
  const via = () => world.cloud.fetch
  const provider = createAzureProvider({ fetch: Object.assign(direct, { via }), clock: world.clock })
  const connection = { ...world.connection(PRINCIPAL), transport: { caCertificates: 'pem' } }
  expect((await provider.verify(connection, { image: 'app:1.0' }, signal)).ok).toBe(true)
  expect((await provider.credential(connection, signal))?.username).toBeDefined()
  expect(await Array.fromAsync(provider.images?.(connection, '', signal) ?? [])).toHaveLength(2)
})

test("a platform's own address of its identities is asked with the header that it gave", async () => {
  const provider = createAzureProvider({
    fetch: world.cloud.fetch,
    ambientFetch: world.cloud.ambientFetch,
    clock: world.clock,
    ambientIdentities: true,
    environment: { IDENTITY_ENDPOINT, IDENTITY_HEADER },
  })
  expect((await world.verify(MANAGED, { image: 'app:1.0' }, provider)).ok).toBe(true)
})

test('a server outside of Azure has no managed identity, which is one error', async () => {
  const nowhere = createMappedFetch({})
  const provider = createAzureProvider({
    fetch: world.cloud.fetch,
    ambientFetch: nowhere.fetch,
    clock: world.clock,
    ambientIdentities: true,
    environment: {},
  })
  const { findings } = await world.verify(MANAGED, { image: 'app:1.0' }, provider)
  await nowhere.close()
  expect(findings.map(({ code }) => code)).toEqual(['ambient.unavailable'])
})
