import { expect, test } from 'vitest'
import { expandScopes, normalizeScopes } from './scopes.ts'

test('a scope brings all that it implies, through every level', () => {
  expect([...expandScopes(['admin:org', 'write:packages'])].sort()).toEqual([
    'admin:org',
    'read:org',
    'read:packages',
    'write:org',
    'write:packages',
  ])
})

test('repo does not bring packages, and delete:packages does not bring reading', () => {
  expect(expandScopes(['repo', 'delete:packages']).has('read:packages')).toBe(false)
})

test('implied scopes and repetitions are left out of what is kept', () => {
  expect(normalizeScopes(['write:packages', 'read:packages', 'repo', 'repo', 'read:org'])).toEqual([
    'read:org',
    'repo',
    'write:packages',
  ])
})
