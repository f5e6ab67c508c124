import { expect, test } from 'vitest'
import { readOwnerName } from './owner-name.ts'

test.each(['acme', 'a', 'acme-corp', 'octo_acme', '0day'])('%s is an owner', (text) => {
  expect(readOwnerName(text)).toEqual({ kind: 'fine', name: text })
})

test('capital letters are told, not changed', () => {
  expect(readOwnerName('AcmeCorp')).toEqual({ kind: 'upper-case', name: 'AcmeCorp', suggestion: 'acmecorp' })
})

test.each([
  ['https://ghcr.io/Acme/app:1.4', 'acme'],
  ['ghcr.io/acme', 'acme'],
  ['acme/app', 'acme'],
  ['@acme', 'acme'],
])('%s is more than an owner, and the owner in it is proposed', (text, suggestion) => {
  expect(readOwnerName(text)).toMatchObject({ kind: 'malformed', suggestion })
})

test.each(['-acme', 'ac me', 'acme!', 'a'.repeat(40)])('%s is malformed', (text) => {
  expect(readOwnerName(text)).toMatchObject({ kind: 'malformed' })
})
