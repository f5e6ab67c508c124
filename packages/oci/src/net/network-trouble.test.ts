import { AppError } from '@fairlead/core'
import { expect, test } from 'vitest'
import { networkFault } from './network-trouble.ts'
import { readBody } from './read-body.ts'

const coded = (code: string): Error => Object.assign(new Error(code), { code })

test.each([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'refused'],
  ['ECONNRESET', 'closed'],
  ['UND_ERR_SOCKET', 'closed'],
  ['EPIPE', 'closed'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
])('%s is %s, however deep it lies', (code, fault) => {
  const cause = coded(code)
  expect(networkFault(cause)).toBe(fault)
  expect(networkFault(new TypeError('fetch failed', { cause }))).toBe(fault)
  const tried = new AggregateError([coded('EOTHER'), cause])
  expect(
    networkFault(new AppError('registry.unreachable', 'x', { cause: new Error('y', { cause: tried }) })),
  ).toBe(fault)
})

test("a time limit's own error and the network policy's are faults", () => {
  expect(networkFault(new DOMException('late', 'TimeoutError'))).toBe('timeout')
  expect(networkFault(new AppError('egress.denied', 'x'))).toBe('forbidden')
})

test('what is nothing of the network is none', () => {
  const loop = new Error('loop')
  loop.cause = loop
  for (const error of [new Error('x'), coded('ENOENT'), loop, 'ECONNRESET', undefined, null]) {
    expect(networkFault(error)).toBeUndefined()
  }
})

test('a body within its limit is read whole', async () => {
  const response = new Response(ReadableStream.from([Buffer.from('ab'), Buffer.from('cd')]))
  const bytes = await readBody(response, { maxBytes: 4, signal: new AbortController().signal })
  expect(Buffer.from(bytes).toString()).toBe('abcd')
})

test('a body beyond its limit is given up at once', async () => {
  let canceled = false
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => {
      canceled = true
    },
  })
  const signal = new AbortController().signal
  await expect(readBody(new Response(endless), { maxBytes: 25, signal })).rejects.toMatchObject({
    code: 'registry.bad_answer',
  })
  expect(canceled).toBe(true)
})

test('a body that never comes ends with the signal', async () => {
  const control = new AbortController()
  const silent = new ReadableStream<Uint8Array>({ pull: () => control.abort(new Error('enough')) })
  await expect(readBody(new Response(silent), { maxBytes: 25, signal: control.signal })).rejects.toThrow(
    'enough',
  )
})
