import { expect, test } from 'vitest'
import { readTokenFormat, tokenChecksum } from './token-format.ts'

const A30 = 'A'.repeat(30)

test('the checksum is the CRC-32 of the random part in base62, as in the examples GitHub and others published', () => {
  expect(tokenChecksum('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ')).toBe('0mLq17')
  expect(tokenChecksum(A30)).toBe('0uCPlr')
})

test('a classic token with its checksum is recognized', () => {
  expect(readTokenFormat(`ghp_${A30}0uCPlr`)).toEqual({ kind: 'classic', checksum: 'matches' })
})

test('a mistyped classic token is still classic, with a checksum that differs', () => {
  expect(readTokenFormat(`ghp_${A30}0uCPls`)).toEqual({ kind: 'classic', checksum: 'differs' })
})

test('a cut-off token is malformed and the problem says how much is there', () => {
  expect(readTokenFormat('ghp_abc')).toEqual({
    kind: 'malformed',
    problem: 'is cut off: 7 of 40 characters are there',
  })
})

test.each([
  [`gho_${A30}0uCPlr`, 'oauth'],
  [`ghu_${A30}0uCPlr`, 'app-user'],
  [`ghs_${A30}0uCPlr`, 'app-installation'],
  ['ghs_12345_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2ln', 'app-installation'],
  [`v1.${'0'.repeat(40)}`, 'app-installation'],
  [`github_pat_${'a'.repeat(22)}_${'b'.repeat(59)}`, 'fine-grained'],
  ['0123456789abcdef0123456789abcdef01234567', 'classic'],
  [`ghp_${'A'.repeat(60)}`, 'classic'],
  ['hunter2', 'malformed'],
  [`ghr_${A30}0uCPlr`, 'malformed'],
  [`ghp_${A30} 0uCPl`, 'malformed'],
  [`ghp_${A30}0uCPlrghp_${A30}0uCPlr`, 'malformed'],
  [`ghp_${'A'.repeat(300)}`, 'malformed'],
  ['', 'malformed'],
])('%s is %s', (token, kind) => {
  expect(readTokenFormat(token).kind).toBe(kind)
})

test('no problem quotes the token', () => {
  for (const token of ['sup3rsecret', 'ghp_short', 'ghr_refresh', 'with space']) {
    expect(JSON.stringify(readTokenFormat(token))).not.toContain(token)
  }
})
