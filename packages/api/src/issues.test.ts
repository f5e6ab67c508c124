import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fault } from './fault.ts'
import { describeIssues, fieldPath } from './issues.ts'

/** What is said of the data, as one line. */
function said(schema: z.ZodType, data: unknown): string {
  const result = schema.safeParse(data)
  if (result.success) return 'accepted'
  return describeIssues(result.error.issues, data)
    .map(({ field, problem, remedy }) => `${field} ${problem}. ${remedy}`)
    .join(' ')
}

const kinds = z.enum(['GITHUB_CR', 'GENERIC_CR', 'ECR'])

describe('a fault is said as field, problem and remedy', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['missing text', z.object({ name: z.string() }), {}, 'name is missing. Give a text.'],
    [
      'missing choice',
      z.object({ kind: kinds }),
      {},
      'kind is missing. Give one of GITHUB_CR, GENERIC_CR, ECR.',
    ],
    ['missing body', z.object({}), undefined, 'body is missing. Give an object.'],
    ['wrong type', z.object({ name: z.string() }), { name: 3 }, 'name must be a text. Give a text.'],
    ['null', z.object({ name: z.string() }), { name: null }, 'name must be a text, not null. Give a text.'],
    [
      'list for object',
      z.object({ config: z.object({}) }),
      { config: [] },
      'config must be an object, not a list. Give an object.',
    ],
    [
      'fraction',
      z.object({ cpu: z.int() }),
      { cpu: 1.5 },
      'cpu must be a whole number. Give a whole number.',
    ],
    ['empty', z.object({ name: z.string().min(1) }), { name: '' }, 'name is empty. Give a text.'],
    [
      'empty list',
      z.object({ ports: z.array(z.int()).min(1) }),
      { ports: [] },
      'ports is empty. Give at least one entry.',
    ],
    [
      'too long',
      z.object({ name: z.string().max(3) }),
      { name: 'abcd' },
      'name is longer than 3 characters. Use 3 characters at most.',
    ],
    [
      'too many',
      z.object({ a: z.array(z.int()).max(1) }),
      { a: [1, 2] },
      'a is longer than 1 entries. Use 1 entries at most.',
    ],
    [
      'too large',
      z.object({ port: z.int().max(65_535) }),
      { port: 70_000 },
      'port must be at most 65535. Give a number that is at most 65535.',
    ],
    [
      'too small',
      z.object({ port: z.int().min(1) }),
      { port: 0 },
      'port must be at least 1. Give a number that is at least 1.',
    ],
    [
      'near choice',
      z.object({ kind: kinds }),
      { kind: 'github_rc' },
      'kind must be one of GITHUB_CR, GENERIC_CR, ECR. Did you mean GITHUB_CR?',
    ],
    [
      'far choice',
      z.object({ kind: kinds }),
      { kind: 'quay' },
      'kind must be one of GITHUB_CR, GENERIC_CR, ECR. Give one of them, in this spelling.',
    ],
    [
      'no UUID',
      z.object({ id: z.uuid() }),
      { id: '42' },
      'id is not a UUID. Copy the id whole from a list, of the form 3fa85f64-5717-4562-b3fc-2c963f66afa6.',
    ],
    [
      'no time',
      z.object({ at: z.iso.datetime() }),
      { at: 'soon' },
      'at is not a time. Write it by ISO 8601 in UTC, as 2027-01-31T12:00:00Z.',
    ],
    [
      'unknown form',
      z.object({
        target: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('docker') }),
          z.object({ kind: z.literal('gitops') }),
        ]),
      }),
      { target: { kind: 'dcker' } },
      'target.kind must be one of docker, gitops. Did you mean docker?',
    ],
    [
      'own words',
      z.object({ tag: z.string().regex(/^a/, fault('is no tag', 'Use 1.4.')) }),
      { tag: 'x' },
      'tag is no tag. Use 1.4.',
    ],
  ])('%s', (_, schema, data, expected) => {
    expect(said(schema, data)).toBe(expected)
  })
})

test('a path is written as the caller wrote it', () => {
  expect(fieldPath(['ports', 0, 'internal_port'])).toBe('ports[0].internal_port')
  expect(fieldPath(['config', 'password'])).toBe('config.password')
  expect(fieldPath([])).toBe('body')
})

test('no value is repeated, whatever is wrong with it', () => {
  const schema = z.object({ password: z.string().max(3), kind: kinds, id: z.uuid(), port: z.int() })
  const secret = 'ghp_secretsecretsecret'
  expect(said(schema, { password: secret, kind: secret, id: secret, port: secret })).not.toContain('secret')
})
