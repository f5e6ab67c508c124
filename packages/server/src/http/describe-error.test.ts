import { expect, test } from 'vitest'
import { describeError, redactText } from './describe-error.ts'

test.each([
  ['a GitHub token', 'GET failed with ghp_abcdefghij0123456789', 'ghp_abcdefghij0123456789'],
  ['a fine-grained token', 'github_pat_11ABC_def', '11ABC'],
  ['an authorization header', 'authorization: Bearer abcdefgh12345678', 'abcdefgh12345678'],
  ['a token header', '"authorization":"Token abcdefgh12345678"', 'abcdefgh12345678'],
  ['a password in an address', 'connect postgres://admin:hunter2@db/fairlead', 'hunter2'],
  ['a password in JSON', '{"username":"a","password":"hunter2"}', 'hunter2'],
  ['parameters of a query', 'Failed query: insert into x values ($1)\nparams: hunter2,v1.abc', 'hunter2'],
])('%s does not reach the log', (_, text, secret) => {
  expect(redactText(text)).not.toContain(secret)
  expect(redactText(text)).toContain('[redacted]')
})

test('plain words stay as they are', () => {
  const text = 'connect ECONNREFUSED 127.0.0.1:5432'
  expect(redactText(text)).toBe(text)
})

test('an error is told with its causes, without end neither in a circle', () => {
  const inner = Object.assign(new Error('closed'), { code: 'ECONNRESET' })
  const outer = new Error('query failed', { cause: inner })
  expect(describeError(outer)).toMatchObject({
    type: 'Error',
    message: 'query failed',
    causes: [{ message: 'closed', code: 'ECONNRESET' }],
  })
  inner.cause = outer
  expect(describeError(outer).causes).toHaveLength(5)
  expect(describeError('text')).toEqual({ type: 'string' })
})
