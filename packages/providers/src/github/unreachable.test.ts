import { createServer } from 'node:net'
import { type FindingCode, Secret, systemClock } from '@fairlead/core'
import { createGuardedFetch, type Fetch } from '@fairlead/oci/net'
import { expect, onTestFinished, test } from 'vitest'
import { loopbackFetch } from '../testing/loopback-fetch.ts'
import { serveScript } from '../testing/scripted-server.ts'
import { createGithubProviders } from './provider.ts'
import { tokenChecksum } from './token-format.ts'

const random = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5'
const password = new Secret(`ghp_${random}${tokenChecksum(random)}`)

async function diagnose(url: string, fetch: Fetch): Promise<readonly FindingCode[]> {
  const host = { registry: url, api: `${url}/api/v3` }
  const { GITHUB_CR } = createGithubProviders({ fetch, clock: systemClock, compatibleHosts: [host] })
  const connection = { kind: 'GITHUB_CR', url, config: { username: 'acme' }, secrets: { password } } as const
  const { signal } = new AbortController()
  const { findings } = await GITHUB_CR.verify(connection, { image: 'acme/app:1.0' }, signal)
  return findings.map(({ code }) => code)
}

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return typeof address === 'object' && address ? address.port : 0
}

// The registry and its API are two parties, and neither is reached.
const twice = (code: FindingCode): FindingCode[] => [code, code]

test('a port that nothing listens on is network.refused', async () => {
  expect(await diagnose(`http://127.0.0.1:${await closedPort()}`, loopbackFetch().fetch)).toEqual(
    twice('network.refused'),
  )
})

test('a host without TLS where TLS is expected is network.tls', async () => {
  const { url } = await serveScript((_request, response) => response.end())
  expect(await diagnose(url.replace('http:', 'https:'), loopbackFetch().fetch)).toEqual(twice('network.tls'))
})

test('an address that this server may not ask is network.forbidden', async () => {
  const { url, seen } = await serveScript((_request, response) => response.end())
  const fetch = createGuardedFetch({ policy: { privateNetworks: 'deny' } })
  onTestFinished(() => fetch.close())
  expect(await diagnose(url, fetch)).toEqual(twice('network.forbidden'))
  expect(seen).toEqual([])
})

test('a host name that DNS does not know is network.dns', async () => {
  const unknown: Fetch = () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND registry.invalid'), { code: 'ENOTFOUND' })
    return Promise.reject(new TypeError('fetch failed', { cause }))
  }
  expect(await diagnose('https://registry.invalid', unknown)).toEqual(twice('network.dns'))
})
