import { expect, test } from 'vitest'
import type { Call } from '../connection/call.ts'
import type { KubeApi } from '../connection/kube-api.ts'
import type { PodObject } from '../connection/objects.ts'
import { followPod } from './follow-pod.ts'
import type { LivePods } from './live-pods.ts'

const POD: PodObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u1' },
  spec: { containers: [{ name: 'web' }, { name: 'mesh' }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'web', ready: true, restartCount: 0, state: { running: {} } }],
  },
}

/** Answers each question for the log with the next of these texts; one that ends in `…` breaks off there. */
function scripted(texts: readonly string[]) {
  const asked: Call[] = []
  const pods = new Map([['u1', POD]])
  const api = {
    server: async () => 'https://cluster.example',
    open: async (call: Call) => {
      asked.push(call)
      const text = texts[asked.length - 1]
      if (text === undefined) pods.delete('u1')
      return { body: body(text ?? '') }
    },
  } as unknown as KubeApi
  const live: LivePods = {
    all: () => [...pods.values()],
    get: (uid) => pods.get(uid),
    changed: () => Promise.resolve(),
  }
  return { api, live, asked }
}

async function* body(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text.replace('…', ''))
  if (text.endsWith('…')) throw new Error('other side closed')
}

test('a log that breaks off goes on behind the last line, also among lines of one time', async () => {
  const [one, two, three] = [
    '2026-01-02T03:04:05.5Z one',
    '2026-01-02T03:04:05.5Z two',
    '2026-01-02T03:04:06Z three',
  ]
  const { api, live, asked } = scripted([`${one}\n${two}\n…`, `${one}\n${two}\n${three}\n`])
  const lines = await Array.fromAsync(
    followPod(api, live, POD, 'web', { tail: 0 }, AbortSignal.timeout(20_000)),
  )
  expect(lines.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
  expect(asked.map(({ query }) => [query?.container, query?.tailLines, query?.sinceTime])).toEqual([
    ['web', '0', undefined],
    ['web', undefined, '2026-01-02T03:04:05Z'],
    ['web', undefined, '2026-01-02T03:04:06Z'],
  ])
})

test('a log that breaks off again and again without a line is given up as unreachable', async () => {
  const { api, live } = scripted(Array(20).fill('…'))
  const lines = Array.fromAsync(followPod(api, live, POD, 'web', {}, AbortSignal.timeout(20_000)))
  await expect(lines).rejects.toMatchObject({ code: 'target.unreachable' })
})
