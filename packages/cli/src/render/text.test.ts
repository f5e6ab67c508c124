import { expect, test } from 'vitest'
import { formatDuration, formatTime } from './duration.ts'
import { createStyle } from './style.ts'
import { renderFacts, renderTable } from './table.ts'
import { cutText, padText, plainLine, plainText, textWidth, wrapText } from './text.ts'

const output = { write: () => true }
const plain = createStyle(output, {})
const coloured = createStyle({ ...output, isTTY: true }, {})

test('text from elsewhere cannot move the cursor, colour the terminal or reverse a line', () => {
  expect(plainLine('a\u001b[31mred\u001b[0m\r\n b\u0007\u202ec')).toBe(
    'ared b  c'.replace('  ', ' ').replace('b c', 'b  c'),
  )
  expect(plainLine('\u009b2Jx\u0000')).not.toMatch(/\p{Cc}/u)
  expect(plainText('one\r\n\ttwo\u001b[2J')).toBe('one\n  two')
})

test('wide and combining characters count as a terminal shows them', () => {
  expect(textWidth('abc')).toBe(3)
  expect(textWidth('漢字')).toBe(4)
  expect(textWidth('e\u0301')).toBe(1)
  expect(textWidth(coloured.red('abc'))).toBe(3)
  expect(padText('漢', 4)).toBe('漢  ')
})

test('a cut text says so and fits', () => {
  expect(cutText('registry.example', 9)).toBe('registry…')
  expect(cutText('short', 9)).toBe('short')
  expect(textWidth(cutText('漢字漢字', 5))).toBeLessThanOrEqual(5)
})

test('wrapping breaks at spaces and leaves a long word whole', () => {
  expect(wrapText('one two three', 8)).toEqual(['one two', 'three'])
  expect(wrapText('see https://github.com/settings/tokens now', 10)).toEqual([
    'see',
    'https://github.com/settings/tokens',
    'now',
  ])
  expect(wrapText('one two', Number.POSITIVE_INFINITY)).toEqual(['one two'])
})

test.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_999, '1 min'],
  [125_000, '2 min 5 s'],
  [-5, '0 ms'],
])('%d ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})

test('a time is the same everywhere; an absent one is a dash', () => {
  expect(formatTime('2026-11-22T17:10:03.123+01:00')).toBe('2026-11-22 16:10:03Z')
  expect(formatTime(null)).toBe('–')
  expect(formatTime('soon')).toBe('soon')
})

const rows = [
  ['acme', 'https://ghcr.io'],
  ['globex', ''],
]

test('a table is aligned, and an empty cell is a dash', () => {
  expect(renderTable(['name', 'address'], rows, { width: 80, style: plain })).toBe(
    'NAME    ADDRESS\nacme    https://ghcr.io\nglobex  –\n',
  )
})

test('a table gives way at its widest column to fit a terminal', () => {
  const table = renderTable(['name', 'address'], rows, { width: 20, style: plain })
  expect(table).toBe('NAME    ADDRESS\nacme    https://ghc…\nglobex  –\n')
})

test('colours do not shift columns', () => {
  const painted = rows.map(([name = '', url = '']) => [{ text: name, paint: coloured.green }, url])
  const table = renderTable(['name', 'address'], painted, { width: 80, style: coloured })
  expect(table).toContain(coloured.green('acme  '))
})

test('facts leave out what is not known', () => {
  expect(
    renderFacts(
      [
        ['id', '1'],
        ['scopes', undefined],
        ['address', 'x'],
      ],
      { style: plain },
    ),
  ).toBe('id       1\naddress  x\n')
})

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{ isTTY: false }, {}, false],
  [{ isTTY: false }, { FORCE_COLOR: '1' }, true],
  [{ isTTY: false }, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('on %j with %j colours are shown: %s', (terminal, env, shown) => {
  expect(createStyle({ ...output, ...terminal }, env).red('x') !== 'x').toBe(shown)
})
