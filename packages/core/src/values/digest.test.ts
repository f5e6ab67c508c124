import { expect, test } from 'vitest'
import { isDigest, parseDigest, shortDigest } from './digest.ts'

const HEX = 'a'.repeat(64)

test.each([`sha256:${HEX}`, `sha512:${HEX}${HEX}`])('%s is a digest', (text) => {
  expect(isDigest(text)).toBe(true)
})

test.each([
  '',
  'sha256:',
  `md5:${'a'.repeat(32)}`,
  `sha256:${HEX}a`,
  `sha256:${HEX.toUpperCase()}`,
  `sha512:${HEX}`,
  HEX,
  `sha256:${HEX}\n`,
])('%j is none, and the error says what one looks like', (text) => {
  expect(isDigest(text)).toBe(false)
  expect(() => parseDigest(text)).toThrow(/sha256:/)
})

test('a short digest keeps the algorithm and twelve characters', () => {
  expect(shortDigest(`sha256:${HEX}`)).toBe('sha256:aaaaaaaaaaaa')
})
