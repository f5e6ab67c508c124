import { expect, test } from 'vitest'
import type { KubeApi } from '../connection/kube-api.ts'
import { watchPods } from './live-pods.ts'

const failing = (error: Error) =>
  ({
    list: async () => {
      throw error
    },
  }) as unknown as KubeApi

test('what keeps pods from being listed is thrown, and does not end the process as well', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  try {
    const watching = watchPods(failing(new Error('A fault of our own.')), {}, AbortSignal.timeout(10_000))
    await expect(watching).rejects.toThrow('A fault of our own.')
    // Rejections that nobody handles are told after the turn in which they happen.
    await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.off('unhandledRejection', note)
  }
  expect(unhandled).toEqual([])
})
