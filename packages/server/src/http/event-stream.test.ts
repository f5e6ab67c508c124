import { setImmediate } from 'node:timers/promises'
import type { OperationSpec } from '@fairlead/api'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { eventStream } from './event-stream.ts'
import type { ServerEvent } from './route.ts'

const spec: OperationSpec = {
  id: 'x',
  method: 'GET',
  path: '/x',
  tag: 'Events',
  summary: '',
  permission: 'any',
  status: 200,
  events: { check: z.object({ n: z.int() }) },
}

const streamOf = (
  events: AsyncIterable<ServerEvent>,
  signal = new AbortController().signal,
  heartbeatMs = 60_000,
) =>
  eventStream(events, {
    spec,
    heartbeatMs,
    signal,
    failure: (error) => ({ event: 'error', data: { detail: (error as Error).message } }),
  })

const textOf = async (stream: AsyncIterable<Buffer>): Promise<string> =>
  Buffer.concat(await Array.fromAsync(stream)).toString()

const check = (n: number, more: object = {}): ServerEvent => ({
  event: 'check',
  id: String(n),
  data: { n, ...more },
})

async function* of(...events: ServerEvent[]): AsyncGenerator<ServerEvent> {
  yield* events
}

test('the caller hears at once that it is accepted, then each event', async () => {
  expect(await textOf(streamOf(of(check(1))))).toBe(': connected\n\nid: 1\nevent: check\ndata: {"n":1}\n\n')
})

test('what the contract does not name does not leave the server', async () => {
  expect(await textOf(streamOf(of(check(1, { password: 'hunter2' }))))).not.toContain('hunter2')
})

test('a failure is the last event', async () => {
  async function* failing() {
    yield check(1)
    throw new Error('gone')
  }
  expect(await textOf(streamOf(failing()))).toMatch(/event: error\ndata: \{"detail":"gone"\}\n\n$/)
})

/** Says nothing, whatever is done to it. */
const silent = (): AsyncIterable<ServerEvent> => ({
  [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
})

test('while nothing happens it gives signs of life', async () => {
  const end = new AbortController()
  let text = ''
  for await (const chunk of streamOf(silent(), end.signal, 1)) {
    text += chunk
    if (text.includes(': still here\n\n: still here\n\n')) end.abort()
  }
  expect(text).toContain(': still here')
})

test('it ends with the signal, also where its source does not', async () => {
  const end = new AbortController()
  const text = textOf(streamOf(silent(), end.signal))
  await setImmediate()
  end.abort()
  expect(await text).toBe(': connected\n\n')
})

test('a source that fails after the end disturbs nobody', async () => {
  const end = new AbortController()
  let fail: (error: Error) => void = () => undefined
  const source: AsyncIterable<ServerEvent> = {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((_, reject) => {
          fail = reject
        }),
    }),
  }
  const text = textOf(streamOf(source, end.signal))
  await setImmediate()
  end.abort()
  await text
  fail(new Error('late'))
  // An unhandled rejection would fail the run.
  await setImmediate()
})
