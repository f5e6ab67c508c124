import { expect, test } from 'vitest'
import { sortTags } from './tag-order.ts'

test('latest, then versions from the highest, then the others by name', () => {
  const sorted = [
    'latest',
    '2',
    '2.0',
    '2.0.0',
    '2.0.0-alpine',
    '2.0.0-rc2',
    '2.0.0-rc1',
    'v1.10.0',
    '1.9',
    '1.9.12',
    '1.9.2',
    '20',
    '0f1e2d3',
    'edge',
    'pr-9',
    'pr-10',
    'sha-1f0e3da',
  ]
  const expected = ['latest', '20', ...sorted.slice(1, 11), '0f1e2d3', ...sorted.slice(13)]
  expect(sortTags([...sorted].reverse())).toEqual(expected)
})

test('a commit that consists of digits is no version', () => {
  expect(sortTags(['1234567', '1.0'])).toEqual(['1.0', '1234567'])
})
