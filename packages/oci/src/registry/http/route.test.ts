import { expect, test } from 'vitest'
import { parseRoute } from './route.ts'

const brief = (target: string) => {
  const { endpoint, repository, reference } = parseRoute(target)
  return [endpoint, repository, reference]
}

test.each([
  ['/v2/', 'base', '', ''],
  ['/v2', 'base', '', ''],
  ['/v2/_catalog?n=3', 'catalog', '', ''],
  ['/v2/app/tags/list', 'tags', 'app', ''],
  ['/v2/acme/team/app/manifests/1.0', 'manifest', 'acme/team/app', '1.0'],
  ['/v2/acme/app/manifests/sha256%3Aab', 'manifest', 'acme/app', 'sha256:ab'],
  ['/v2/acme/app/blobs/sha256:ab', 'blob', 'acme/app', 'sha256:ab'],
  ['/v2/acme/app/blobs/uploads/', 'uploads', 'acme/app', ''],
  ['/v2/acme/app/blobs/uploads', 'uploads', 'acme/app', ''],
  ['/v2/acme/app/blobs/uploads/id', 'upload', 'acme/app', 'id'],
  ['/v2/acme/app/blobs/upload/id', 'upload', 'acme/app', 'id'],
  ['/v2/acme/app/referrers/sha256:ab', 'referrers', 'acme/app', 'sha256:ab'],
  ['http://registry.example/v2/app/tags/list', 'tags', 'app', ''],
])('%s is the endpoint %s', (target, ...expected) => {
  expect(brief(target)).toEqual(expected)
})

test('words of the API may be parts of a repository name', () => {
  expect(brief('/v2/tags/list/tags/list')).toEqual(['tags', 'tags/list', ''])
  expect(brief('/v2/blobs/uploads/manifests/blobs')).toEqual(['manifest', 'blobs/uploads', 'blobs'])
  expect(brief('/v2/manifests/blobs/uploads/')).toEqual(['uploads', 'manifests', ''])
})

test.each([
  '/',
  '',
  '/v1/',
  '/v2/app',
  '/v2/app/manifests',
  '/v2/app/manifests/a/b',
  '/v2/%zz/tags/list',
  '*',
])('%s is no address of the API, and no exception', (target) => {
  expect(parseRoute(target).endpoint).toMatch(/none|manifest/)
  expect(parseRoute(target).repository).not.toContain('%')
})

test('an encoded slash does not become a separator', () => {
  expect(brief('/v2/a%2Fb/..%2Fc/tags/list')).toEqual(['tags', 'a/b/../c', ''])
})
