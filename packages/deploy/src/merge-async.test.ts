import { expect, test } from 'vitest'
import { mergeAsync } from './merge-async.ts'

test('values come as they come, from every source, until all have ended', async () => {
  const gate = Promise.withResolvers<void>()
  async function* slow() {
    await gate.promise
    yield 'slow'
  }
  async function* quick() {
    yield 'quick 1'
    yield 'quick 2'
    gate.resolve()
  }
  expect(await Array.fromAsync(mergeAsync([slow(), quick()]))).toEqual(['quick 1', 'quick 2', 'slow'])
})

test('the failure of one source ends the whole, and the other sources', async () => {
  const ended = Promise.withResolvers<void>()
  async function* endless() {
    try {
      for (;;) yield 'more'
    } finally {
      ended.resolve()
    }
  }
  async function* failing(): AsyncGenerator<string> {
    yield 'one'
    throw new Error('broken')
  }
  await expect(Array.fromAsync(mergeAsync([endless(), failing()]))).rejects.toThrow('broken')
  await ended.promise
})

test('a source that joins later is heard beside the others, and all are waited for', async () => {
  const joined = Promise.withResolvers<void>()
  async function* first() {
    yield 'first'
    await joined.promise
    yield 'first again'
  }
  async function* second() {
    yield 'second'
    joined.resolve()
  }
  async function* joining() {
    yield second()
  }
  expect(await Array.fromAsync(mergeAsync([first()], joining()))).toEqual(['first', 'second', 'first again'])
})
