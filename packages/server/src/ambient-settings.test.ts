import { isAppError } from '@fairlead/core'
import { expect, test } from 'vitest'
import { readSettings } from './settings.ts'

test.each([
  [undefined, false],
  ['', false],
  ['deny', false],
  ['allow', true],
])('FAIRLEAD_AMBIENT_IDENTITIES=%s lends the identity of the server: %s', (value, lent) => {
  expect(readSettings({ FAIRLEAD_AMBIENT_IDENTITIES: value }).ambientIdentities).toBe(lent)
})

test('anything else is refused, since a slip must not lend it', () => {
  try {
    readSettings({ FAIRLEAD_AMBIENT_IDENTITIES: 'yes' })
    expect.unreachable()
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    expect(error.issues.map(({ field }) => field)).toEqual(['FAIRLEAD_AMBIENT_IDENTITIES'])
  }
})
