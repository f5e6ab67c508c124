import { expect, test } from 'vitest'
import { atMost } from './at-most.ts'

const { signal } = new AbortController()

test('no more run at once than may, and all come to their turn', async () => {
  const one = atMost(2)
  let running = 0
  let most = 0
  const work = (value: number) =>
    one(signal, async () => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
      return value
    })
  expect(await Promise.all([1, 2, 3, 4, 5].map(work))).toEqual([1, 2, 3, 4, 5])
  expect(most).toBe(2)
})

test('who is not wanted any more leaves the queue and takes no place', async () => {
  const one = atMost(1)
  const gate = Promise.withResolvers<string>()
  const first = one(signal, () => gate.promise)
  const gone = new AbortController()
  const second = one(gone.signal, async () => 'second')
  const third = one(signal, async () => 'third')
  gone.abort(new Error('gone'))
  await expect(second).rejects.toThrow('gone')
  gate.resolve('first')
  expect(await Promise.all([first, third])).toEqual(['first', 'third'])
})

test('a failure gives its place on', async () => {
  const one = atMost(1)
  const failing = one(signal, () => Promise.reject(new Error('no')))
  const next = one(signal, async () => 'next')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('next')
})
