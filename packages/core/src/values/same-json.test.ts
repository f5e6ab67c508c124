import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameJson } from './same-json.ts'

test('a value equals its copy through JSON, whatever the order of the keys', () => {
  const reversed = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, each]) => [key, reversed(each)]),
        )
      : Array.isArray(value)
        ? value.map(reversed)
        : value
  void fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(sameJson(JSON.parse(JSON.stringify(value)), reversed(JSON.parse(JSON.stringify(value))))).toBe(
        true,
      )
    }),
  )
})

test.each([
  [{ a: 1 }, { a: 2 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[], {}],
  [null, {}],
  [{ a: null }, {}],
  ['1', 1],
])('%j is not %j', (a, b) => expect(sameJson(a, b)).toBe(false))
