import { afterEach, expect, test, vi } from 'vitest'
import { KEYS } from '../../manifests/keys.ts'
import type { KubeApi, Selection } from '../connection/kube-api.ts'
import type { Kind, KubeObject, WatchEvent } from '../connection/objects.ts'
import { refused } from '../connection/refusal.ts'
import { unreachable } from '../connection/unreachable.ts'
import { createSharedViews, type SharedViewTimes } from './shared-views.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const limit = () => AbortSignal.timeout(10_000)
const object = (name: string, service: string, resourceVersion = '1'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'shop', name, resourceVersion, labels: { [KEYS.service]: service } },
})
const refusal = (status: number) => refused('list it', { status, reason: 'No', message: 'no', causes: [] })

interface Watch {
  readonly signal: AbortSignal
  send(event: WatchEvent<KubeObject>): void
  fail(error: Error): void
}

/** An API server whose lists and watches a test answers. */
function play(items: readonly KubeObject[], times: Partial<SharedViewTimes> = {}) {
  const asked: string[] = []
  const watches: Watch[] = []
  let fault: Error | undefined
  const api = {
    async list(kind: Kind, { labelSelector, namespace }: Selection) {
      asked.push(`list ${kind} ${labelSelector} ${namespace}`)
      if (fault) throw fault
      return { metadata: { resourceVersion: '1' }, items }
    },
    async *watch(_kind: Kind, _selection: Selection, _version: string, signal: AbortSignal) {
      let next = Promise.withResolvers<WatchEvent<KubeObject>>()
      const queue: Promise<WatchEvent<KubeObject>>[] = [next.promise]
      signal.addEventListener('abort', () => next.reject(new Error('aborted')))
      watches.push({
        signal,
        send: (event) => {
          const sent = next
          next = Promise.withResolvers()
          queue.push(next.promise)
          sent.resolve(event)
        },
        fail: (error) => next.reject(error),
      })
      for (let event = queue.shift(); event; event = queue.shift()) yield await event
    },
  } as unknown as KubeApi
  const views = createSharedViews(api, 'shop', times)
  closing.push(() => views.close())
  return {
    views,
    asked,
    fails: (error: Error | undefined) => {
      fault = error
    },
    names: async (service: string, kind: Kind = 'Service') =>
      (await views.of(kind, service, limit()))?.map(({ metadata }) => metadata.name),
    watch: () =>
      vi.waitFor(() => expect.soft(watches.at(-1)).toBeDefined()).then(() => watches.at(-1) as Watch),
  }
}

test('however many services are asked for, a kind is listed once, of the given namespace and what is made for services', async () => {
  const { names, asked } = play([object('a', 's1'), object('b', 's2'), object('c', 's1')])
  expect(await names('s1')).toEqual(['a', 'c'])
  expect(await names('s2')).toEqual(['b'])
  expect(await names('unknown')).toEqual([])
  expect(asked).toEqual([`list Service ${KEYS.service} shop`])
})

test('what changes, comes, goes and gets the label of another service is found where it belongs', async () => {
  const { names, watch } = play([object('a', 's1'), object('b', 's1')])
  await names('s1')
  const { send } = await watch()
  send({ type: 'MODIFIED', object: object('a', 's2', '2') })
  send({ type: 'DELETED', object: object('b', 's1', '3') })
  send({ type: 'ADDED', object: object('c', 's1', '4') })
  await vi.waitFor(async () => expect(await names('s1')).toEqual(['c']))
  expect(await names('s2')).toEqual(['a'])
})

test('while the API server is away nothing is told, and nothing old', async () => {
  const { names, watch, fails } = play([object('a', 's1')])
  expect(await names('s1')).toEqual(['a'])
  const away = unreachable('https://cluster.example', 'list', 'ECONNREFUSED')
  fails(away)
  ;(await watch()).fail(away)
  await vi.waitFor(async () => expect(await names('s1')).toBeUndefined())
  fails(undefined)
  await vi.waitFor(async () => expect(await names('s1')).toEqual(['a']), { timeout: 10_000 })
})

test('a watch that has been silent for too long is not believed', async () => {
  const { names } = play([object('a', 's1')], { silentMs: -1 })
  expect(await names('s1')).toBeUndefined()
})

test('what may not be watched has to be asked for; a kind that is not there is refused as the cluster does', async () => {
  const forbidden = play([])
  forbidden.fails(refusal(403))
  expect(await forbidden.names('s1')).toBeUndefined()
  const absent = play([])
  absent.fails(refusal(404))
  await expect(absent.names('s1', 'HTTPRoute')).rejects.toMatchObject({
    details: { refusal: { status: 404 } },
  })
})

test('kinds that are not made for services are not watched', async () => {
  const { names, asked } = play([])
  expect(await names('s1', 'Node')).toBeUndefined()
  expect(asked).toEqual([])
})

test('a canceled question does not end the watch that others wait for', async () => {
  const { names, views } = play([object('a', 's1')])
  await expect(views.of('Service', 's1', AbortSignal.abort())).rejects.toMatchObject({
    code: 'operation.canceled',
  })
  expect(await names('s1')).toEqual(['a'])
})

test('when nobody asks any more the watch ends, and it begins anew when somebody does', async () => {
  const { names, asked, watch } = play([object('a', 's1')], { idleMs: 30 })
  await names('s1')
  const { signal } = await watch()
  await vi.waitFor(() => expect(signal.aborted).toBe(true))
  expect(await names('s1')).toEqual(['a'])
  expect(asked).toHaveLength(2)
})

test('what seldom changes is asked for once in a while, and again after a failure', async () => {
  const { views } = play([])
  const answers = ['first', 'second']
  const ask = async () => answers.shift() ?? 'none'
  await expect(views.remember('nodes', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await views.remember('nodes', ask)).toBe('first')
  expect(await views.remember('nodes', ask)).toBe('first')
  const hasty = play([], { rememberedMs: -1 }).views
  expect(await hasty.remember('nodes', ask)).toBe('second')
  expect(await hasty.remember('nodes', ask)).toBe('none')
})
