import { Secret, type Transport } from '@fairlead/core'
import type { Dispatcher } from 'undici'
import { expect, test } from 'vitest'
import { createDispatchers, transportKey } from './dispatchers.ts'

/** Dispatchers that only know whose they are and whether they were closed. */
function countingDispatchers(limit: number) {
  const created: (Transport | undefined)[] = []
  const closed: (Transport | undefined)[] = []
  const create = (transport: Transport | undefined) => {
    created.push(transport)
    return { close: async () => void closed.push(transport) } as unknown as Dispatcher
  }
  return { dispatchers: createDispatchers(create, limit), created, closed }
}

const skipping = { skipTlsVerify: true }
const proxied = (password: string) => ({
  proxy: { url: 'http://proxy.example.com', username: 'me', password: new Secret(password) },
})

test('equal transports have one dispatcher, and those that ask for nothing have our own', () => {
  const { dispatchers, created } = countingDispatchers(8)
  expect(dispatchers.of({ caCertificates: 'A' })).toBe(dispatchers.of({ caCertificates: 'A' }))
  expect(dispatchers.of(proxied('one'))).toBe(dispatchers.of(proxied('one')))
  for (const nothing of [undefined, {}, { skipTlsVerify: false }]) {
    expect(dispatchers.of(nothing)).toBe(dispatchers.of(undefined))
  }
  expect(created).toHaveLength(3)
})

test('whatever differs makes another one', () => {
  const different = [
    undefined,
    { caCertificates: 'A' },
    { caCertificates: 'B' },
    { caCertificates: 'A', ...skipping },
    skipping,
    proxied('one'),
    proxied('two'),
    { ...proxied('one'), ...skipping },
    { proxy: { url: 'http://proxy.example.com' } },
    { proxy: { url: 'http://proxy.example.com:81' } },
  ]
  expect(new Set(different.map(transportKey)).size).toBe(different.length)
})

test('a key holds nothing of a password', () => {
  expect(transportKey(proxied('pass-word'))).toMatch(/^[A-Za-z0-9+/]{43}=$/)
})

test('the one that was used longest ago is closed when there are too many, and made anew when it is asked for', () => {
  const { dispatchers, created, closed } = countingDispatchers(2)
  const [a, b, c] = ['A', 'B', 'C'].map((caCertificates) => ({ caCertificates }))
  for (const transport of [a, b, a, c, a, b]) dispatchers.of(transport)
  expect(closed).toEqual([b, c])
  expect(created).toEqual([undefined, a, b, c, b])
})

test('the end closes all of them, once', async () => {
  const { dispatchers, created, closed } = countingDispatchers(2)
  dispatchers.of(skipping)
  await Promise.all([dispatchers.close(), dispatchers.close()])
  expect(closed).toEqual([undefined, skipping])
  dispatchers.of({ caCertificates: 'A' })
  expect(created).toHaveLength(2)
})
