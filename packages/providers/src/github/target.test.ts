import { describe, expect, test } from 'vitest'
import { chooseVersion, pickPackage, readTarget } from './target.ts'

const GHCR = 'https://ghcr.io'

test.each([
  ['acme/app:1.4', { repository: 'acme/app', reference: '1.4', packageName: 'app' }],
  ['acme/team/app', { repository: 'acme/team/app', packageName: 'team/app' }],
  ['app:1.4', { repository: 'acme/app', reference: '1.4', packageName: 'app' }],
  ['ghcr.io/acme/app:1.4', { repository: 'acme/app', reference: '1.4', packageName: 'app' }],
  ['other/app:1.4', { repository: 'other/app', reference: '1.4' }],
  [
    `acme/app:1.4@sha256:${'0'.repeat(64)}`,
    { repository: 'acme/app', reference: `sha256:${'0'.repeat(64)}`, packageName: 'app' },
  ],
])('%s is read', (image, target) => {
  expect(readTarget(image, GHCR, 'acme')).toEqual(target)
})

test('the newest of the packages that ask most of the token is picked', () => {
  const pkg = (name: string, visibility: 'public' | 'private', day: number, linked = false) => ({
    name,
    visibility,
    updated_at: `2026-01-0${day}T00:00:00Z`,
    repository: linked ? { full_name: 'acme/shop', private: true } : null,
  })
  const packages = [pkg('new', 'public', 9), pkg('old', 'private', 1), pkg('mid', 'private', 5)]
  expect(pickPackage(packages)?.name).toBe('mid')
  expect(pickPackage([...packages, pkg('linked', 'private', 2, true)])?.name).toBe('linked')
  expect(pickPackage(packages.slice(0, 1))?.name).toBe('new')
  expect(pickPackage([])).toBeUndefined()
})

describe('among versions, newest first', () => {
  const version = (digest: string, ...tags: string[]) => ({
    digest,
    tags,
    createdAt: undefined,
    updatedAt: undefined,
  })
  const versions = [
    version('d0'),
    version('d1', '2.0', 'latest'),
    version('d2'),
    version('d3'),
    version('d4', '1.0'),
    version('d5'),
  ]

  test('the newest tag is chosen, and the untagged ones after it are likely its own', () => {
    expect(chooseVersion(versions, undefined)).toEqual({ reference: '2.0', guesses: ['d2', 'd3'] })
  })

  test('an asked tag is kept, found or not', () => {
    expect(chooseVersion(versions, '1.0')).toEqual({ reference: '1.0', guesses: ['d5'] })
    expect(chooseVersion(versions, '9')).toEqual({ reference: '9', guesses: [] })
  })

  test('without any tag the newest digest is chosen, and without any version what engines take', () => {
    expect(chooseVersion([version('d9')], undefined)).toEqual({ reference: 'd9', guesses: [] })
    expect(chooseVersion([], undefined)).toEqual({ reference: 'latest', guesses: [] })
  })
})
