import type { Transport } from '@fairlead/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Issued, issue, issueAuthority } from '../../test/certificates.ts'
import { type Answerer, serve } from '../../test/scripted-server.ts'
import { createGuardedFetch, fetchVia, type GuardedFetchSettings } from './guarded-fetch.ts'
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

describe('certificates', () => {
  test("an authority of the registry's own is trusted by its way, and by no other", async () => {
    const server = await serve(ok, good)
    const fetch = guarded()
    expect(await (await fetch.via(trusting)(server.url)).text()).toBe('ok')
    expect(networkTrouble(await failure(fetch(server.url)))).toEqual({
      fault: 'tls',
      tls: 'unknown_authority',
    })
    expect(server.seen).toHaveLength(1)
  })

  test('several authorities in one text are all trusted, whatever stands between them', async () => {
    const server = await serve(ok, good)
    const other = issueAuthority('Other Root')
    const caCertificates = `Other:\n${other.cert}\nAcme:\r\n${authority.cert}`
    expect((await guarded().via({ caCertificates })(server.url)).status).toBe(200)
  })

  test("a server's own certificate may stand for its authority", async () => {
    const own = issue({ name: 'registry', names: ['127.0.0.1'] })
    const server = await serve(ok, own)
    expect((await guarded().via({ caCertificates: own.cert })(server.url)).status).toBe(200)
    const signed = await serve(ok, good)
    expect((await guarded().via({ caCertificates: good.cert })(signed.url)).status).toBe(200)
  })

  const day = 86_400_000
  const ago = (days: number): Date => new Date(Date.now() - days * day)
  test.each<[string, Issued, Transport, string]>([
    ['signed by itself', issue({ name: 'x', names: ['127.0.0.1'] }), trusting, 'self_signed'],
    [
      'of another authority',
      issue({ name: 'x', names: ['127.0.0.1'], issuer: issueAuthority('Evil') }),
      trusting,
      'unknown_authority',
    ],
    [
      'that has expired',
      issue({ name: 'x', names: ['127.0.0.1'], issuer: authority, from: ago(9), until: ago(1) }),
      trusting,
      'expired',
    ],
    [
      'that is not valid yet',
      issue({ name: 'x', names: ['127.0.0.1'], issuer: authority, from: ago(-1), until: ago(-9) }),
      trusting,
      'not_yet_valid',
    ],
    ['for another name', issue({ name: 'other.example', issuer: authority }), trusting, 'wrong_name'],
  ])('a certificate %s is told as such', async (_what, issued, transport, reason) => {
    const server = await serve(ok, issued)
    const error = await failure(guarded().via(transport)(server.url))
    expect(networkTrouble(error)).toEqual({ fault: 'tls', tls: reason })
    expect(server.seen).toEqual([])
  })

  test('a server without TLS is told as such', async () => {
    const server = await serve(ok)
    const error = await failure(guarded()(server.url.replace('http:', 'https:')))
    expect(networkTrouble(error)).toEqual({ fault: 'tls', tls: 'protocol' })
  })

  test('any certificate is taken where that is asked for, by its way alone', async () => {
    const server = await serve(ok, issue({ name: 'other.example', from: ago(9), until: ago(1) }))
    const fetch = guarded()
    expect((await fetch.via({ skipTlsVerify: true })(server.url)).status).toBe(200)
    expect(networkTrouble(await failure(fetch(server.url)))?.fault).toBe('tls')
    expect(networkTrouble(await failure(fetch.via(trusting)(server.url)))?.fault).toBe('tls')
  })

  test.each([
    ['', 'holds no certificate'],
    ['not a certificate', 'holds no certificate'],
    [authority.cert.replace(/[A-Za-z0-9+/]{20}\n/, '\n'), 'cannot be read'],
    [
      `${authority.cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`,
      'cannot be read: number 2',
    ],
    [`${authority.cert}${authority.key}`, 'holds a key'],
    ['x'.repeat(1024 * 1024 + 1), 'longer than 1 MiB'],
  ])('the certificates %#, which cannot be used, are refused by their field', (caCertificates, problem) => {
    const via = () => guarded().via({ caCertificates })
    expect(via).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        message: expect.not.stringContaining(authority.key.slice(30, 60)),
        issues: [
          expect.objectContaining({
            field: 'transport.ca_certificates',
            problem: expect.stringContaining(problem),
          }),
        ],
      }),
    )
  })
})

describe('the guard', () => {
  test('holds for every way', async () => {
    const server = await serve(ok, good)
    const fetch = guarded({ policy: { privateNetworks: 'deny' } })
    for (const transport of [{ skipTlsVerify: true }, trusting]) {
      await expect(fetch.via(transport)(server.url)).rejects.toMatchObject({ code: 'egress.denied' })
    }
    await expect(fetch.via(trusting)('https://user:pw@registry.example/')).rejects.toMatchObject({
      code: 'request.invalid',
    })
  })

  test('gives a way of a way from the beginning: nothing is inherited', async () => {
    const server = await serve(ok, good)
    const other = issueAuthority('Other')
    const twice = fetchVia(guarded().via(trusting), { caCertificates: other.cert })
    expect(networkTrouble(await failure(twice(server.url)))?.tls).toBe('unknown_authority')
  })

  test('a fetch that knows no other way says so', () => {
    expect(() => fetchVia(globalThis.fetch, trusting)).toThrow(
      expect.objectContaining({ code: 'operation.unsupported' }),
    )
    expect(fetchVia(globalThis.fetch, undefined)).toBe(globalThis.fetch)
  })
})

describe('the connections of a way', () => {
  test('end when too many others are in use, without harm to what has begun or comes after', async () => {
    const held = Promise.withResolvers<void>()
    const server = await serve(async ({ path }, response) => {
      if (path === '/slow') await held.promise
      response.end('ok')
    }, good)
    const fetch = guarded({ maxTransports: 1 })
    const first = fetch.via(trusting)
    const slow = first(`${server.url}/slow`)
    await (await fetch.via({ skipTlsVerify: true })(server.url)).text()
    held.resolve()
    expect(await (await slow).text()).toBe('ok')
    expect(await (await first(server.url)).text()).toBe('ok')
    expect(server.seen).toHaveLength(3)
  })

  test('end with the fetch', async () => {
    const server = await serve(ok, good)
    const fetch = guarded()
    const way = fetch.via(trusting)
    await (await way(server.url)).text()
    const closed = new Promise((done) => server.seen[0]?.raw.socket.once('close', done))
    await fetch.close()
    await closed
    await expect(way(server.url)).rejects.toThrow()
    await expect(fetch.via({ skipTlsVerify: true })(server.url)).rejects.toThrow()
    expect(server.seen).toHaveLength(1)
  })
})
