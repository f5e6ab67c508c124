import { expect, test } from 'vitest'
import { createOneAtATime } from './one-at-a-time.ts'

const never = new AbortController().signal

test('work for one key runs in the order in which it was asked, one at a time', async () => {
  const queue = createOneAtATime()
  const said: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = queue('a', never, async () => {
    said.push('first begins')
    await gate.promise
    said.push('first ends')
  })
  const second = queue('a', never, async () => said.push('second'))
  await queue('b', never, async () => said.push('other key'))
  gate.resolve()
  await Promise.all([first, second])
  expect(said).toEqual(['first begins', 'other key', 'first ends', 'second'])
})

test('a failure is the failure of its own work only', async () => {
  const queue = createOneAtATime()
  const failed = queue('a', never, () => Promise.reject(new Error('mine')))
  const after = queue('a', never, async () => 'well')
  await expect(failed).rejects.toThrow('mine')
  expect(await after).toBe('well')
})

test('a signal that fires while waiting ends the wait, and the work never runs', async () => {
  const queue = createOneAtATime()
  const gate = Promise.withResolvers<void>()
  const first = queue('a', never, () => gate.promise)
  const canceled = new AbortController()
  let ran = false
  const waiting = queue('a', canceled.signal, async () => {
    ran = true
  })
  const behind = queue('a', never, async () => 'behind')
  canceled.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'operation.canceled' })
  gate.resolve()
  await first
  expect(await behind).toBe('behind')
  expect(ran).toBe(false)
})
