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

test.each([
  [undefined, false],
  ['deny', false],
  ['allow', true],
])('FAIRLEAD_KUBECONFIG_EXEC=%s runs the credential plugins of kubeconfigs: %s', (value, allowed) => {
  expect(readSettings({ FAIRLEAD_KUBECONFIG_EXEC: value }).kubeconfigExec).toBe(allowed)
})

test('anything else is refused, since a slip must not lend it', () => {
  try {
    readSettings({ FAIRLEAD_AMBIENT_IDENTITIES: 'yes', FAIRLEAD_KUBECONFIG_EXEC: 'true' })
    expect.unreachable()
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    expect(error.issues.map(({ field }) => field)).toEqual([
      'FAIRLEAD_AMBIENT_IDENTITIES',
      'FAIRLEAD_KUBECONFIG_EXEC',
    ])
  }
})
