import { expect, test } from 'vitest'
import { parseChunkRange, parseRange, receivedRange } from './range.ts'

test.each([
  [undefined, 'whole'],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=10-1000', { start: 10, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=50-10', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=-', 'unsatisfiable'],
  ['bytes=a-b', 'unsatisfiable'],
  ['bytes=99999999999999999999-', 'unsatisfiable'],
  ['bytes=0-1,5-6', 'whole'],
  ['pages=1-2', 'whole'],
])('Range %s of 100 bytes is %o', (header, expected) => {
  expect(parseRange(header, 100)).toEqual(expected)
})

test('nothing of an empty blob can be asked for', () => {
  expect(parseRange('bytes=0-0', 0)).toBe('unsatisfiable')
  expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable')
})

test('a chunk says where it begins and ends, in the form of the spec or of RFC 9110', () => {
  expect(parseChunkRange('0-1023')).toEqual({ start: 0, end: 1023 })
  expect(parseChunkRange('bytes 5-9/*')).toEqual({ start: 5, end: 9 })
  for (const bad of ['', '5', '5-', '-5', '9-5', '0x1-2', '1-99999999999999999']) {
    expect(parseChunkRange(bad)).toBeUndefined()
  }
})

test('what was received is counted from 0', () => {
  expect(receivedRange(1024)).toBe('0-1023')
  expect(receivedRange(0)).toBe('0-0')
})
