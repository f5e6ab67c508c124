import { Secret, type Workload } from '@fairlead/core'
import { expect, test } from 'vitest'
import { fullService, fullWorkload } from '../../../test/full-workload.ts'
import { secretVariables } from './secret-variables.ts'

const place = { name: 'web', namespace: 'shop' }
const nameFor = (secrets: Workload['secrets']) =>
  secretVariables({ ...fullWorkload, service: fullService, secrets }, place)?.metadata.name
const one = (value: string, version: string): Workload['secrets'][number] => ({
  name: 'KEY',
  value: new Secret(value),
  version,
})

test('the name tells nothing of a value: it is the same for any value of one version, and another for the next', () => {
  expect(nameFor([one('a', '1')])).toBe(nameFor([one('b', '1')]))
  expect(nameFor([one('a', '1')])).not.toBe(nameFor([one('a', '2')]))
})

test('the order in which they were set makes no other Secret', () => {
  const other = { ...one('c', '3'), name: 'OTHER' }
  expect(nameFor([one('a', '1'), other])).toBe(nameFor([other, one('a', '1')]))
})
