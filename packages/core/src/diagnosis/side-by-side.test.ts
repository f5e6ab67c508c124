import { expect, test } from 'vitest'
import { sideBySide } from './side-by-side.ts'

test('runs no more at once than it is allowed, and keeps the order', async () => {
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
  let running = 0
  let most = 0
  const done = sideBySide([0, 1, 2, 3, 4], 2, async (item) => {
    running += 1
    most = Math.max(most, running)
    await gates[item]?.promise
    running -= 1
    return item * 10
  })
  for (const gate of gates.toReversed()) gate.resolve()
  expect(await done).toEqual([0, 10, 20, 30, 40])
  expect(most).toBe(2)
})

test('fails as the first of them does', async () => {
  await expect(sideBySide([1], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})
