import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LONGEST_PIECE, timedLines } from './log-lines.ts'

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const read = (text: string, size = 7) => Array.fromAsync(timedLines(chunks(Buffer.from(text), size)))

test('lines are the same however the bytes are cut, and their times sort as texts', async () => {
  const text =
    '2026-01-02T03:04:05.5Z erstens ü😀\n2026-01-02T05:04:05.25+02:00 second \r\n2026-01-02T03:04:06Z '
  const expected = [
    { time: '2026-01-02T03:04:05.500000000Z', text: 'erstens ü😀' },
    { time: '2026-01-02T03:04:05.250000000Z', text: 'second ' },
    { time: '2026-01-02T03:04:06.000000000Z', text: '' },
  ]
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (size) => {
      expect(await read(text, size)).toEqual(expected)
    }),
  )
})

test('a line that is longer than what is held comes in pieces with its time, and no character is cut in two', async () => {
  const long = '😀'.repeat(LONGEST_PIECE)
  const lines = await read(`2026-01-02T03:04:05Z ${long}\n2026-01-02T03:04:06Z next\n`, 10_000)
  const pieces = lines.slice(0, -1)
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.map(({ text }) => text).join('')).toBe(long)
  expect(new Set(pieces.map(({ time }) => time))).toEqual(new Set(['2026-01-02T03:04:05.000000000Z']))
  for (const { text } of pieces) {
    expect(text.length).toBeLessThanOrEqual(2 * LONGEST_PIECE)
    expect(text).not.toMatch(/^[\udc00-\udfff]/)
  }
  expect(lines.at(-1)?.text).toBe('next')
})

test('what the kubelet says about the log is no line of it, however long', async () => {
  const words = `unable to retrieve container logs ${'x'.repeat(3 * LONGEST_PIECE)}`
  expect(await read(`${words}\n2026-01-02T03:04:05Z line\n`, 5000)).toEqual([
    { time: '2026-01-02T03:04:05.000000000Z', text: 'line' },
  ])
})
