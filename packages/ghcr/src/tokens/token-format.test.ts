import { expect, test } from 'vitest'
import { hashToken, mintToken, tokenChecksum } from './token-format.ts'

test('the checksum is the CRC-32 of the thirty characters in base 62, padded with zeros', () => {
  expect(tokenChecksum('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ')).toBe('0mLq17')
  expect(tokenChecksum('A'.repeat(30))).toBe('0uCPlr')
})

test('a minted classic token has the right prefix, length and checksum', () => {
  const token = mintToken('classic').reveal()
  expect(token).toMatch(/^ghp_[0-9A-Za-z]{36}$/)
  expect(token.slice(-6)).toBe(tokenChecksum(token.slice(4, 34)))
})

test.each([
  ['oauth', /^gho_[0-9A-Za-z]{36}$/],
  ['actions', /^ghs_[0-9A-Za-z]{36}$/],
  ['installation', /^ghs_[0-9A-Za-z]{36}$/],
  ['fine-grained', /^github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}$/],
] as const)('a minted token of kind %s has the shape that GitHub gives it', (kind, shape) => {
  expect(mintToken(kind).reveal()).toMatch(shape)
})

test('two minted tokens differ, and so do their hashes', () => {
  const [one, other] = [mintToken('classic').reveal(), mintToken('classic').reveal()]
  expect(one).not.toBe(other)
  expect(hashToken(one)).not.toBe(hashToken(other))
  expect(hashToken(one)).toMatch(/^[0-9a-f]{64}$/)
})
