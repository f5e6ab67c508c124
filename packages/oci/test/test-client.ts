import { type RegistryCredential, Secret } from '@fairlead/core'
import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from '@fairlead/oci/client'
import { createGuardedFetch, type GuardedFetch, type PinnedConnector } from '@fairlead/oci/net'
import { onTestFinished } from 'vitest'
import { createPinnedConnector } from '../src/net/guarded-connector.ts'

const connect = createPinnedConnector(10_000)

/** Whatever the guard lets through: no test's connection leaves this machine. */
const loopbackOnly: PinnedConnector = (options, callback) => {
  if (options.addresses.every(({ address }) => address.startsWith('127.'))) return connect(options, callback)
  callback(new Error(`A test wanted to connect to ${JSON.stringify(options.addresses)}.`), null)
}

/** The real fetch, as far as this machine, closed with the test. */
export function loopbackFetch(): GuardedFetch {
  const fetch = createGuardedFetch({ policy: { privateNetworks: ['127.0.0.0/8'] }, connector: loopbackOnly })
  onTestFinished(() => fetch.close())
  return fetch
}

export interface TestClient extends RegistryClient {
  /** Waits that were asked for, in milliseconds; none was really waited. */
  readonly waits: readonly number[]
}

/** A client whose waits take no time. */
export function testClient(options: Partial<RegistryClientOptions> & { readonly url: string }): TestClient {
  const waits: number[] = []
  const client = createRegistryClient({
    fetch: loopbackFetch(),
    ...options,
    retry: {
      random: () => 0,
      sleep: async (ms, signal) => {
        signal.throwIfAborted()
        waits.push(ms)
      },
      ...options.retry,
    },
  })
  return { ...client, waits }
}

export const credential = (username: string, password: string): RegistryCredential => ({
  username,
  password: new Secret(password),
})

/** For operations whose end the test does not limit itself. */
export const signal = (): AbortSignal => AbortSignal.timeout(20_000)

export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
