import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerJson } from '../testing/scripted-server.ts'
import { askedAddress } from '../testing/vendor-server.ts'
import { createGoogleProvider } from './provider.ts'
import { EMAIL } from './testing/google-fixtures.ts'
import { createGoogleWorld, FEDERATED, type GoogleWorld, KEY } from './testing/google-world.ts'

let world: GoogleWorld
beforeEach(async () => {
  world = await createGoogleWorld()
})
afterEach(() => world.close())

const IMAGE = 'acme-prod-1/apps/api:1.0'
const { signal } = new AbortController()

const STEPS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['https://oauth2.googleapis.com/token', KEY],
  ['https://sts.googleapis.com/v1/token', FEDERATED],
  [
    `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${encodeURIComponent(EMAIL)}:generateAccessToken`,
    FEDERATED,
  ],
]

const FAULTS: readonly (readonly [string, (response: ServerResponse) => unknown, string])[] = [
  ['closes the line', (response) => response.socket?.destroy(), 'network.closed'],
  ['says nothing', () => {}, 'network.timeout'],
  ['fails', (response) => answerJson(response, 503, { error: { message: 'backend' } }), 'api.bad_answer'],
  ['shows a page', (response) => response.writeHead(200).end('<!doctype html>'), 'api.bad_answer'],
  ['gives no token', (response) => answerJson(response, 200, {}), 'api.bad_answer'],
  [
    'redirects',
    (response) => response.writeHead(302, { location: 'https://evil.example/' }).end(),
    'api.bad_answer',
  ],
  ['is asked too often', (response) => answerJson(response, 429, {}), 'api.rate_limited'],
]

describe.each(STEPS)('where %s', (address, config) => {
  test.each(FAULTS)(
    '%s, that is one error and the registry is not asked to log in',
    async (_what, fault, code) => {
      world.cloud.state.override = (request, response) => {
        if (askedAddress(request) !== address) return false
        fault(response)
        return true
      }
      const provider = createGoogleProvider({
        fetch: world.cloud.fetch,
        clock: world.clock,
        limitMs: code === 'network.timeout' ? 300 : 20_000,
        ambientIdentities: true,
        environment: world.environment,
      })
      const { findings, checks } = await world.verify(config, { image: IMAGE, push: true }, provider)
      const errors = findings.filter(({ severity }) => severity === 'error')
      expect(errors.map((each) => each.code)).toEqual([code])
      expect(errors[0]?.evidence[0]?.asked).toBe(`POST ${address}`)
      for (const id of ['credential.accepted', 'registry.pull', 'registry.push']) {
        expect(checks.find((check) => check.id === id)?.detail).toMatch(new RegExp(`^Not asked: .*${code}`))
      }
    },
  )
})

test('a connection with a way of its own is asked by that way alone', async () => {
  const direct = async (): Promise<never> => {
    throw new Error('Asked directly.')
  }
  const transports: unknown[] = []
  const via = (transport: unknown) => {
    transports.push(transport)
    return world.cloud.fetch
  }
  const provider = createGoogleProvider({ fetch: Object.assign(direct, { via }), clock: world.clock })
  const transport = { caCertificates: 'pem' }
  const connection = { ...world.connection(KEY), transport }
  expect((await provider.verify(connection, { image: IMAGE }, signal)).ok).toBe(true)
  expect((await provider.credential(connection, signal))?.username).toBe('oauth2accesstoken')
  expect(await Array.fromAsync(provider.images?.(connection, '', signal) ?? [])).toHaveLength(2)
  for (const each of transports) expect(each).toBe(transport)
})
