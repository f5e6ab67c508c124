import { expect, test } from 'vitest'
import { createDigester, digestOf, matchesDigest, sha256Digest } from './digest.ts'
import { formatErrors, ociError, parseErrors } from './errors.ts'
import { parseScope, parseScopes, repositoryScope } from './scope.ts'

const read = (text: string) => parseErrors(Buffer.from(text))

test("ghcr.io's 401 is written to the byte: 73 of them", () => {
  const body = formatErrors([ociError('UNAUTHORIZED')])
  expect(body).toBe('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}\n')
  expect(body).toHaveLength(73)
})

test('what is written is read again', () => {
  const errors = [ociError('BLOB_UNKNOWN', undefined, { digest: 'x' }), ociError('DENIED', 'denied')]
  expect(read(formatErrors(errors))).toEqual(errors)
})

test.each([
  ['a code that no spec knows', '{"errors":[{"code":"ODD"}]}', [{ code: 'ODD', message: '' }]],
  [
    'entries among others that are none',
    '{"errors":[1,{"message":"x"},{"code":"A","message":2}]}',
    [{ code: 'A', message: '' }],
  ],
  [
    "one text, as Docker Hub's token service writes it",
    '{"details":"incorrect username or password"}',
    [{ code: 'UNKNOWN', message: 'incorrect username or password' }],
  ],
  ['an empty list', '{"errors":[]}', []],
  ['a list of nothing that is an error', '{"errors":[1]}', undefined],
  ['an object without errors', '{"message":"x"}', undefined],
  ['a web page', '<html>', undefined],
])('reads %s', (_what, text, expected) => {
  expect(read(text)).toEqual(expected)
})

test('a scope is read from both ends, since a name may hold colons', () => {
  expect(parseScope('repository:host:5000/acme/app:pull,push')).toEqual({
    type: 'repository',
    name: 'host:5000/acme/app',
    actions: ['pull', 'push'],
  })
  expect(parseScopes('repository:a:pull  registry:catalog:* nonsense')).toEqual([
    { type: 'repository', name: 'a', actions: ['pull'] },
    { type: 'registry', name: 'catalog', actions: ['*'] },
  ])
  for (const text of ['', 'repository', 'repository:a', '::', ':a:pull'])
    expect(parseScope(text)).toBeUndefined()
  expect(repositoryScope('acme/app', 'pull', 'push')).toBe('repository:acme/app:pull,push')
})

test('a digest is the same at once and piece by piece', () => {
  const bytes = Buffer.from('hello world')
  expect(sha256Digest(bytes)).toBe('sha256:b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9')
  for (const algorithm of ['sha256', 'sha512'] as const) {
    const digester = createDigester(algorithm)
    digester.update(bytes.subarray(0, 3))
    digester.update(bytes.subarray(3))
    const digest = digester.digest()
    expect(digest).toBe(digestOf(algorithm, bytes))
    expect(matchesDigest(digest, bytes)).toBe(true)
    expect(matchesDigest(digest, bytes.subarray(1))).toBe(false)
  }
})
