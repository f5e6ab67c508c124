import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { openFakeApi } from '../../../test/fake-api-server.ts'
import { createBackOff } from '../connection/back-off.ts'
import type { KubeObject, WatchEvent } from '../connection/objects.ts'
import { type Change, viewResources } from './resource-view.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const pod = (name: string, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name, resourceVersion, managedFields: [{ manager: 'kubelet' }] },
})

const EXPIRED = {
  kind: 'Status',
  code: 410,
  reason: 'Expired',
  message: 'too old resource version',
}

/** An API server that a test plays: each list and each watch is answered by the test. */
async function playServer(options: { readonly quietMs?: number } = {}) {
  const asked: string[] = []
  const watches: ServerResponse[] = []
  let items: readonly KubeObject[] = []
  let version = '1'
  let answer: 'well' | 'gone' | 'forbidden' = 'well'
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://server')
    const isWatch = url.searchParams.get('watch') === 'true'
    asked.push(isWatch ? `watch from ${url.searchParams.get('resourceVersion')}` : 'list')
    if (answer === 'gone') {
      request.socket.destroy()
    } else if (answer === 'forbidden') {
      response
        .writeHead(403)
        .end(JSON.stringify({ kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' }))
    } else if (isWatch) {
      response.writeHead(200).flushHeaders()
      watches.push(response)
    } else {
      response.writeHead(200).end(JSON.stringify({ metadata: { resourceVersion: version }, items }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.closeAllConnections())
  closing.push(() => server.close())
  const { port } = server.address() as AddressInfo
  const backOff = () => createBackOff(1, 2)
  const api = openFakeApi(`http://127.0.0.1:${port}`, { backOff, ...options })
  closing.unshift(() => api.close())
  return {
    api,
    asked,
    holds: (at: string, objects: readonly KubeObject[]) => {
      version = at
      items = objects
    },
    answers: (how: typeof answer) => {
      answer = how
    },
    /** Awaits so many watches and gives the last of them. */
    watch: async (count: number) => {
      await vi.waitFor(() => expect(watches.length).toBeGreaterThanOrEqual(count), { timeout: 10_000 })
      const response = watches[count - 1]
      return {
        send: (event: WatchEvent<KubeObject> | { type: 'ERROR'; object: object }) =>
          response?.write(`${JSON.stringify(event)}\n`),
        end: () => response?.end(),
        cut: () => response?.destroy(),
      }
    },
  }
}

function view(
  server: Awaited<ReturnType<typeof playServer>>,
  pick?: (object: KubeObject) => KubeObject | undefined,
) {
  const stop = new AbortController()
  closing.unshift(() => stop.abort())
  const told: string[] = []
  const onChange = (change: Change<KubeObject>) =>
    told.push('object' in change ? `${change.type} ${change.object.metadata.name}` : change.type)
  const selection = { namespace: 'shop' }
  const backOff = createBackOff(1, 20)
  const options = { onChange, backOff, ...(pick ? { pick } : {}) }
  return { told, stop, ...viewResources<KubeObject>(server.api, 'Pod', selection, stop.signal, options) }
}

const until = (told: readonly string[], last: string) =>
  vi.waitFor(() => expect(told.at(-1)).toBe(last), { timeout: 10_000 })

test('a view has what is listed and then each change, without the fields that nobody reads', async () => {
  const server = await playServer()
  server.holds('5', [pod('a', '3'), pod('b', '4')])
  const { told, objects, isCurrent } = view(server)
  const watch = await server.watch(1)
  expect(isCurrent()).toBe(true)
  expect(told).toEqual(['put a', 'put b', 'listed'])
  watch.send({ type: 'MODIFIED', object: pod('a', '6') })
  watch.send({ type: 'DELETED', object: pod('b', '7') })
  watch.send({ type: 'ADDED', object: pod('c', '8') })
  await until(told, 'put c')
  expect(told.slice(3)).toEqual(['put a', 'gone b', 'put c'])
  expect([...objects.keys()]).toEqual(['shop/a', 'shop/c'])
  expect(objects.get('shop/a')?.metadata).toEqual({ namespace: 'shop', name: 'a', resourceVersion: '6' })
})

test('a watch that the server ends goes on from the last version, a bookmark among them, without a new list', async () => {
  const server = await playServer()
  server.holds('5', [pod('a', '3')])
  const { told, isCurrent } = view(server)
  const first = await server.watch(1)
  first.send({ type: 'MODIFIED', object: pod('a', '6') })
  first.send({ type: 'BOOKMARK', object: pod('', '40') })
  first.end()
  const second = await server.watch(2)
  second.send({ type: 'ADDED', object: pod('b', '41') })
  await until(told, 'put b')
  expect(isCurrent()).toBe(true)
  expect(server.asked).toEqual(['list', 'watch from 5', 'watch from 40'])
})

test('a watch in which nothing happens is begun anew from where it was, and that the server takes it up is a sign of life', async () => {
  const server = await playServer({ quietMs: 1_500 })
  server.holds('5', [pod('a', '3')])
  const { told, isCurrent, silentMs } = view(server)
  await server.watch(1)
  const opened = performance.now()
  await server.watch(3)
  expect(silentMs()).toBeLessThan(performance.now() - opened)
  expect(isCurrent()).toBe(true)
  expect(told).toEqual(['put a', 'listed'])
  expect(server.asked.slice(0, 4)).toEqual(['list', ...Array(3).fill('watch from 5')])
})

test('a version that is too old is listed anew, and what vanished meanwhile is told', async () => {
  const server = await playServer()
  server.holds('5', [pod('a', '3'), pod('b', '4')])
  const { told, objects } = view(server)
  const first = await server.watch(1)
  server.holds('90', [pod('b', '4'), pod('c', '80')])
  first.send({ type: 'ERROR', object: EXPIRED })
  await server.watch(2)
  expect(told.slice(3)).toEqual(['gone a', 'put c', 'listed'])
  expect([...objects.keys()]).toEqual(['shop/b', 'shop/c'])
  expect(server.asked).toEqual(['list', 'watch from 5', 'list', 'watch from 90'])
})

test('a server that is gone is told once and asked until it is back; then all is listed anew', async () => {
  const server = await playServer()
  server.holds('5', [pod('a', '3')])
  const { told, isCurrent, fault } = view(server)
  const first = await server.watch(1)
  server.answers('gone')
  first.cut()
  await until(told, 'away')
  expect(isCurrent()).toBe(false)
  expect(fault()?.code).toBe('target.unreachable')
  await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(6))
  server.holds('9', [])
  server.answers('well')
  await until(told, 'listed')
  expect(isCurrent()).toBe(true)
  expect(told.slice(2)).toEqual(['away', 'gone a', 'listed'])
})

test('a cluster that goes on refusing ends the view with its refusal', async () => {
  const server = await playServer()
  server.answers('forbidden')
  const { ended, told } = view(server)
  await expect(ended).rejects.toMatchObject({
    code: 'target.failed',
    findings: [{ code: 'deploy.target_failed' }],
  })
  expect(told).toEqual(['away'])
  expect(server.asked.length).toBeGreaterThan(1)
})

test('the signal ends a view that waits for changes', async () => {
  const server = await playServer()
  const { ended, stop } = view(server)
  await server.watch(1)
  stop.abort()
  await ended
  expect(server.asked).toEqual(['list', 'watch from 1'])
})

test('what is not picked is neither kept nor told, and what is picked no more is gone', async () => {
  const server = await playServer()
  server.holds('5', [pod('a', '3'), pod('b', '4')])
  const { told, objects } = view(server, (object) =>
    object.metadata.name === 'b' || object.metadata.resourceVersion === '7' ? undefined : object,
  )
  const watch = await server.watch(1)
  watch.send({ type: 'MODIFIED', object: pod('b', '6') })
  watch.send({ type: 'MODIFIED', object: pod('a', '7') })
  await until(told, 'gone a')
  expect(told).toEqual(['put a', 'listed', 'gone a'])
  expect(objects.size).toBe(0)
})
