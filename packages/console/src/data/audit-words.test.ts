import { expect, test } from 'vitest'
import { actionOptions, actionWords } from './audit-words.ts'

test('a warning of a credential that ends is told in plain words', () => {
  expect(actionWords('CREDENTIAL_EXPIRING')).toBe('Warned that its credential ends soon')
})

test('no action that can be chosen is shown by its code', () => {
  const options = actionOptions(undefined)
  expect(options.length).toBeGreaterThan(10)
  for (const { label } of options) expect(label).toMatch(/^[A-Z][a-z]+(?: [a-z]+)*$/)
})
