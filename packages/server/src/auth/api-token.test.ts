import { createHash } from 'node:crypto'
import { Secret } from '@fairlead/core'
import { expect, test } from 'vitest'
import { hashApiToken, newApiToken } from './api-token.ts'

test('a token is flt_ and 43 letters and digits, and comes with its hash', () => {
  const { token, hash } = newApiToken()
  expect(token.reveal()).toMatch(/^flt_[0-9A-Za-z]{43}$/)
  expect(hash).toBe(hashApiToken(token))
})

test('no two tokens are alike', () => {
  const tokens = Array.from({ length: 1000 }, () => newApiToken().token.reveal())
  expect(new Set(tokens).size).toBe(1000)
})

test('the hash is SHA-256 of the whole token in lower-case hexadecimal', () => {
  const expected = createHash('sha256').update('flt_x').digest('hex')
  expect(hashApiToken(new Secret('flt_x'))).toBe(expected)
})
