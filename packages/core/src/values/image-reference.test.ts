import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { formatReference, type ImageReference, parseReference } from './image-reference.ts'

const HEX = 'a'.repeat(64)

describe('normal forms', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['bitnami/redis', 'docker.io/bitnami/redis'],
    ['docker.io/nginx', 'docker.io/library/nginx'],
    ['index.docker.io/library/nginx:1', 'docker.io/library/nginx:1'],
    ['registry-1.docker.io/bitnami/redis', 'docker.io/bitnami/redis'],
    ['GHCR.io/acme/app:1.4', 'ghcr.io/acme/app:1.4'],
    ['ghcr.io/acme/team/app:1.4', 'ghcr.io/acme/team/app:1.4'],
    [`ghcr.io/acme/app:1.4@sha256:${HEX}`, `ghcr.io/acme/app:1.4@sha256:${HEX}`],
    [`ghcr.io/acme/app@sha256:${HEX}`, `ghcr.io/acme/app@sha256:${HEX}`],
    [`ghcr.io/acme/app@sha512:${'b'.repeat(128)}`, `ghcr.io/acme/app@sha512:${'b'.repeat(128)}`],
    ['localhost/app', 'localhost/app'],
    ['localhost:5000/app:v1', 'localhost:5000/app:v1'],
    ['127.0.0.1:5000/acme/app', '127.0.0.1:5000/acme/app'],
    ['[::1]:5000/acme/app:v1', '[::1]:5000/acme/app:v1'],
    ['  ghcr.io/acme/app ', 'ghcr.io/acme/app'],
    ['ghcr.io/acme/my_app-x.y__z--w:1', 'ghcr.io/acme/my_app-x.y__z--w:1'],
  ])('%s is %s', (text, normal) => {
    expect(formatReference(parseReference(text))).toBe(normal)
  })
})

describe('a fault is named with its field and remedy', () => {
  test.each([
    ['', 'reference', 'is empty'],
    ['https://ghcr.io/acme/app', 'reference', 'scheme'],
    ['ghcr.io/Acme/App:1', 'repository', 'must be lower-case'],
    ['Acme/app', 'repository', 'must be lower-case'],
    ['ghcr.io/', 'repository', 'is missing'],
    ['ghcr.io/acme//app', 'repository', 'empty part'],
    ['ghcr.io/acme/-app', 'repository', '"-app"'],
    ['ghcr.io/acme/app_', 'repository', '"app_"'],
    [`ghcr.io/${'a/'.repeat(200)}b`, 'repository', 'longer than 255'],
    ['ghcr.io/acme/app:', 'tag', 'malformed'],
    ['ghcr.io/acme/app:.hidden', 'tag', 'malformed'],
    [`ghcr.io/acme/app:${'x'.repeat(129)}`, 'tag', 'malformed'],
    ['ghcr.io/acme/app@sha256:abc', 'digest', 'malformed'],
    [`ghcr.io/acme/app@md5:${'a'.repeat(32)}`, 'digest', 'malformed'],
    ['-ghcr.io/acme/app', 'registry', 'is not a host name'],
  ])('%j: %s %s', (text, field, problem) => {
    const issue = faultOf(text).issues[0]
    expect(issue?.field).toBe(field)
    expect(issue?.problem).toContain(problem)
    expect(issue?.remedy).not.toBe('')
  })

  test('an upper-case name is told as the registry knows it', () => {
    expect(faultOf('ghcr.io/MyOrg/App:1').message).toContain('"myorg/app"')
  })
})

test('parsing what was formatted gives the same reference, for any reference', () => {
  const component = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/)
  const reference = fc.record(
    {
      registry: fc.constantFrom('ghcr.io', 'localhost:5000', 'registry.example.com', '127.0.0.1:80'),
      repository: fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
      digest: fc.stringMatching(/^[a-f0-9]{64}$/).map((hex) => `sha256:${hex}` as const),
    },
    { requiredKeys: ['registry', 'repository'] },
  )
  void fc.assert(
    fc.property(reference, (value) => {
      expect(parseReference(formatReference(value as ImageReference))).toEqual(value)
    }),
  )
})

test('no text makes the parser throw anything but a named fault', () => {
  void fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      try {
        parseReference(text)
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
      }
    }),
  )
})

function faultOf(text: string): AppError {
  try {
    parseReference(text)
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error(`${text} was accepted`)
}
