import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from './secret.ts'

test('a secret shows itself in no way but reveal()', () => {
  const secret = new Secret('hunter2')
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }),
    inspect(secret, { showHidden: true }),
  ]
  expect(shown.join()).not.toContain('hunter2')
  expect(shown[0]).toBe('[redacted]')
  expect(secret.reveal()).toBe('hunter2')
})
