import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSse, type SseMessage } from './sse.ts'

/** The bytes, cut where the numbers say. */
const stream = (text: string, cuts: readonly number[] = []): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return ReadableStream.from(places.slice(1).map((end, index) => bytes.slice(places[index], end)))
}

const read = (text: string, cuts?: readonly number[]): Promise<SseMessage[]> =>
  Array.fromAsync(readSse(stream(text, cuts)))

test('events have their name, data, id and time to wait', async () => {
  expect(await read(': hello\n\nid: 7\nevent: check\ndata: {"a":\ndata: 1}\nretry: 250\n\n')).toEqual([
    { event: 'check', data: '{"a":\n1}', id: '7', retry: 250 },
  ])
})

test('an id stays until another comes, and a name does not', async () => {
  const messages = await read('id: 1\nevent: a\ndata: x\n\ndata: y\n\n')
  expect(messages.map(({ id, event }) => [id, event])).toEqual([
    ['1', 'a'],
    ['1', 'message'],
  ])
})

test('an event without its empty line is not an event', async () => {
  expect(await read('data: whole\n\ndata: cut')).toHaveLength(1)
})

test('however the bytes are cut, and whatever ends the lines, the events are the same', async () => {
  const text = 'id: 1\nevent: é\ndata: größe 😀\n\n: beat\n\ndata:no space\ndata: two\n\n'
  const expected = await read(text)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat(200), { maxLength: 12 }),
      async (end, cuts) => {
        // A lone CR at the very end may be half of a CRLF: one more line tells.
        expect(await read(`${text.replaceAll('\n', end)}:${end}`, cuts)).toEqual(expected)
      },
    ),
  )
})
