import { expect, test } from 'vitest'
import { OCI_INDEX, OCI_MANIFEST } from '../../spec/index.ts'
import { accepts } from './accept.ts'

test.each([
  [undefined, true],
  ['', true],
  ['*/*', true],
  ['application/*;q=0.5', true],
  [`${OCI_MANIFEST}, ${OCI_INDEX}`, true],
  [`${OCI_INDEX.toUpperCase()}; q=1`, true],
  [OCI_MANIFEST, false],
  [`${OCI_INDEX};q=0`, false],
  ['text/html', false],
])('Accept: %s takes an index: %s', (header, expected) => {
  expect(accepts(header, OCI_INDEX)).toBe(expected)
})
