import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, nearest } from './nearest.ts'

test('a slip of the keys leads to what was meant', () => {
  expect(nearest('GITHUB-CR', ['GITHUB_CR', 'GITLAB_CR'])).toBe('GITHUB_CR')
  expect(nearest('/organisation', ['/organization', '/project/{}'])).toBe('/organization')
})

test('what is like nothing leads nowhere, and neither does a text without end', () => {
  expect(nearest('quay', ['GITHUB_CR', 'GITLAB_CR'])).toBeUndefined()
  expect(nearest('x'.repeat(10_000), ['x'])).toBeUndefined()
})

test('the distance is none to itself, and the same both ways', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(editDistance(a, a)).toBe(0)
      expect(editDistance(a, b)).toBe(editDistance(b, a))
    }),
  )
})
