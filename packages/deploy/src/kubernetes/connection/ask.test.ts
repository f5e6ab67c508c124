import { afterEach, expect, test } from 'vitest'
import { type FakeAnswer, openFakeApi, startFakeApiServer } from '../../../test/fake-api-server.ts'
import type { BackOff } from './back-off.ts'
import type { KubeApi } from './kube-api.ts'
import type { KubeObject } from './objects.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const limit = () => AbortSignal.timeout(20_000)
const OBJECT: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'shop', name: 'web', uid: 'u1' },
}
const refusal = (status: number, headers: Record<string, string> = {}): FakeAnswer => ({
  status,
  headers,
  body: { kind: 'Status', code: status, reason: 'Told', message: `said ${status}` },
})
const TURNED_AWAY = refusal(429, { 'retry-after': '3' })

/** An API server that gives these answers one after another, and then the object; waits are noted, not waited. */
async function play(answers: readonly (FakeAnswer | 'cut')[], backOff?: () => BackOff) {
  const asked: string[] = []
  const waits: (number | undefined)[] = []
  const server = await startFakeApiServer((_path, _body, method) => {
    asked.push(method)
    return answers[asked.length - 1] ?? { body: OBJECT }
  })
  closing.push(() => server.close())
  const noted: BackOff = { pause: async (_signal, atLeastMs) => void waits.push(atLeastMs), reset: () => {} }
  const api = openFakeApi(server.url, { backOff: backOff ?? (() => noted) })
  closing.unshift(() => api.close())
  return { api, asked, waits, server }
}

const read = (api: KubeApi, signal = limit()) => api.get('ConfigMap', 'shop', 'web', signal)
const AGAIN: readonly (readonly [string, (api: KubeApi) => Promise<unknown>])[] = [
  ['a read', (api) => read(api)],
  ['an apply', (api) => api.apply(OBJECT, {}, limit())],
  ['a removal of one certain object', (api) => api.remove('ConfigMap', 'shop', 'web', limit(), 'u1')],
  [
    'a question that is repeatable by its nature',
    (api) => api.ask({ method: 'POST', path: '/ask', asked: 'ask', isRepeatable: true }, limit()),
  ],
]
const ONCE: typeof AGAIN = [
  ['a change', (api) => api.patch('ConfigMap', 'shop', 'web', {}, limit())],
  ['a creation', (api) => api.ask({ method: 'POST', path: '/make', asked: 'make it' }, limit())],
  ['a removal of whatever has the name', async (api) => api.remove('ConfigMap', 'shop', 'web', limit())],
]

test.each(AGAIN)(
  '%s is asked again when the connection is cut and when the server is failing',
  async (_name, ask) => {
    for (const blip of ['cut', refusal(500), refusal(502), refusal(503), refusal(504)] as const) {
      const { api, asked } = await play([blip])
      await ask(api)
      expect(asked).toHaveLength(2)
    }
  },
)

test.each(ONCE)('%s is asked once when it may have been done already', async (_name, ask) => {
  for (const blip of ['cut', refusal(503)] as const) {
    const { api, asked } = await play([blip])
    await expect(ask(api)).rejects.toThrow()
    expect(asked).toHaveLength(1)
  }
})

test.each([...AGAIN, ...ONCE])(
  '%s is asked again when it was turned away, after the time that the server asks for',
  async (_name, ask) => {
    const { api, asked, waits } = await play([TURNED_AWAY])
    await ask(api)
    expect(asked).toHaveLength(2)
    expect(waits).toEqual([3000])
  },
)

test('a server that takes no connection has heard nothing, so anything is asked again', async () => {
  const { api, server, waits } = await play([])
  await server.close()
  await expect(api.patch('ConfigMap', 'shop', 'web', {}, limit())).rejects.toMatchObject({
    code: 'target.unreachable',
  })
  expect(waits).toHaveLength(3)
})

test('a refusal is an answer: nothing is asked twice', async () => {
  for (const status of [400, 401, 403, 409, 410, 422]) {
    const { api, asked } = await play([refusal(status)])
    await expect(read(api)).rejects.toMatchObject({ details: { refusal: { status } } })
    expect(asked).toHaveLength(1)
  }
})

test('a server that goes on failing is given up after four tries, with what it said last', async () => {
  const { api, asked } = await play(['cut', 'cut', 'cut', refusal(503), { body: OBJECT }])
  await expect(read(api)).rejects.toMatchObject({ details: { refusal: { status: 503 } } })
  expect(asked).toHaveLength(4)
})

test('a server that asks for a longer time than a call has is not waited for', async () => {
  const { api, asked } = await play([refusal(429, { 'retry-after': '600' })])
  await expect(read(api)).rejects.toMatchObject({ details: { refusal: { status: 429 } } })
  expect(asked).toHaveLength(1)
})

test('a cancellation ends the wait for another try', async () => {
  const stop = new AbortController()
  const { api, asked } = await play([TURNED_AWAY], () => ({
    pause: async (signal) => {
      const ended = new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('It was to be noticed.'))),
      )
      stop.abort()
      await ended
    },
    reset: () => {},
  }))
  await expect(read(api, stop.signal)).rejects.toMatchObject({ code: 'operation.canceled' })
  expect(asked).toHaveLength(1)
})

test('another object that has the name by now stays, and the removal says that there was nothing to remove', async () => {
  const { api, asked } = await play([refusal(409)])
  expect(await api.remove('ConfigMap', 'shop', 'web', limit(), 'u1')).toBe(false)
  expect(asked).toEqual(['DELETE'])
})
