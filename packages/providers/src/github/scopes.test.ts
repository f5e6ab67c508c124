import { expect, test } from 'vitest'
import { expandScopes, neededScopes, needlessScopes, readScopes } from './scopes.ts'

test('an absent header is not known, an empty one is no scopes', () => {
  expect(readScopes(null)).toBeUndefined()
  expect(readScopes('')).toEqual([])
  expect(readScopes('repo, read:org,,gist')).toEqual(['repo', 'read:org', 'gist'])
})

test('a scope brings what it contains, and repo brings no packages', () => {
  expect(expandScopes(['write:packages'])).toContain('read:packages')
  expect(expandScopes(['admin:org'])).toContain('read:org')
  expect(expandScopes(['write:org'])).toContain('read:org')
  expect(expandScopes(['repo'])).not.toContain('read:packages')
  expect(expandScopes(['delete:packages'])).not.toContain('read:packages')
})

test('read:org is needed for an organization only, and pushing needs to write', () => {
  expect(neededScopes({ ownerType: 'organization', push: false })).toEqual(['read:packages', 'read:org'])
  expect(neededScopes({ ownerType: 'user', push: true })).toEqual(['write:packages'])
})

test('repo is needless unless a package inherits from a private repository', () => {
  const granted = ['read:packages', 'repo', 'delete_repo', 'write:org']
  expect(needlessScopes(granted, false)).toEqual(['repo', 'delete_repo', 'write:org'])
  expect(needlessScopes(granted, true)).toEqual(['delete_repo', 'write:org'])
})
