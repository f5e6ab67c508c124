import { expect, test, vi } from 'vitest'
import { createJustChanged } from './just-changed.ts'

test('what is being changed, by however many, has just changed until a while after the last one', async () => {
  const changed = createJustChanged(20)
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  const works = [
    changed.during('a', () => first.promise),
    changed.during('a', () => second.promise).catch(() => {}),
  ]
  first.resolve()
  await works[0]
  expect([changed.has('a'), changed.has('b')]).toEqual([true, false])
  second.reject(new Error('It failed, and changed something all the same.'))
  await works[1]
  expect(changed.has('a')).toBe(true)
  await vi.waitFor(() => expect(changed.has('a')).toBe(false))
})
