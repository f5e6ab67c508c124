import fc from 'fast-check'
import { expect, test } from 'vitest'
import { camelKeys, snakeKeys } from './casing.ts'

const key = fc.stringMatching(/^[a-z]{1,6}([A-Z][a-z]{1,5}){0,3}$/)

test('names are those of the wire and back again, at every depth', () => {
  const value = {
    startedAfterMs: 1,
    credential: { scopesGranted: ['read:org'], expiresAt: null },
    list: [{ aB: 1 }],
  }
  expect(snakeKeys(value)).toEqual({
    started_after_ms: 1,
    credential: { scopes_granted: ['read:org'], expires_at: null },
    list: [{ a_b: 1 }],
  })
  expect(camelKeys(snakeKeys(value))).toEqual(value)
})

test('any names of the domain survive the way there and back', () => {
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue({ maxDepth: 0 })), (value) => {
      expect(camelKeys(snakeKeys(value))).toEqual(value)
    }),
  )
})
