import { expect, test } from 'vitest'
import { joinLines, MOST_LINES } from './join-lines.ts'

const line = (second: number, message: string) => ({
  id: `${second} ${message}`,
  created_at: new Date(second * 1000).toISOString(),
  message,
  pod_name: 'shop-1',
  stream: 'stdout' as const,
})
const said = (lines: readonly { readonly message: string }[]) => lines.map(({ message }) => message)

test('a stream that is taken up again tells no line twice and leaves none out', () => {
  const before = [line(1, 'a'), line(2, 'b'), line(2, 'b')]
  const come = [line(2, 'b'), line(2, 'b'), line(2, 'b'), line(3, 'c')]
  expect(said(joinLines(before, come))).toEqual(['a', 'b', 'b', 'b', 'c'])
})

test('lines that come later stand behind those that are there, repeated texts too', () => {
  expect(said(joinLines([line(1, 'a')], [line(2, 'a'), line(3, 'a')]))).toEqual(['a', 'a', 'a'])
})

test('a flood keeps the newest lines', () => {
  const many = Array.from({ length: MOST_LINES }, (_, second) => line(second, String(second)))
  const all = joinLines(many, [line(MOST_LINES, 'newest')])
  expect([all.length, all.at(0)?.message, all.at(-1)?.message]).toEqual([MOST_LINES, '1', 'newest'])
})
