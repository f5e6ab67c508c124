import { AppError, ERRORS, type ErrorCode } from '@fairlead/core'
import { expect, test } from 'vitest'
import { describeFailure } from './describe-failure.ts'
import { Interrupted } from './io.ts'

test.each([
  ['request.invalid', 2],
  ['auth.missing', 3],
  ['auth.refused', 3],
  ['permission.denied', 3],
  ['registry.not_found', 4],
  ['name.taken', 5],
  ['registry.in_use', 5],
  ['container.busy', 5],
  ['container.conflict', 5],
  ['request.rate_limited', 6],
  ['operation.timeout', 7],
  ['registry.verification_failed', 1],
  ['registry.unreachable', 1],
  ['egress.denied', 1],
  ['operation.unsupported', 1],
  ['internal', 1],
] satisfies [ErrorCode, number][])('%s ends with exit code %d', (code, exitCode) => {
  expect(describeFailure(new AppError(code, 'No.'))).toMatchObject({ exitCode, code, message: 'No.' })
})

test('every code of the error table has an exit code that is documented', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    expect([1, 2, 3, 4, 5, 6, 7]).toContain(describeFailure(new AppError(code, 'No.')).exitCode)
  }
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s is exit code %d', (signal, exitCode) => {
  expect(describeFailure(new Interrupted(signal))).toMatchObject({ exitCode, code: 'interrupted' })
})

test("the system's errors are told in words", () => {
  const error = (more: object) => Object.assign(new Error('E'), more)
  expect(describeFailure(error({ code: 'EADDRINUSE', address: '127.0.0.1', port: 4600 })).message).toMatch(
    /^Port 4600 of 127\.0\.0\.1 is taken/,
  )
  expect(describeFailure(error({ code: 'EACCES', address: '127.0.0.1', port: 80 })).message).toMatch(
    /listen on port 80/,
  )
  expect(describeFailure(error({ code: 'EACCES', path: '/data' })).message).toMatch(
    /permission to use \/data/,
  )
  expect(describeFailure(error({ code: 'ENOSPC', path: '/data' })).message).toMatch(/no space left/)
})

test('anything else is a fault of our own that says how to learn more', () => {
  expect(describeFailure(new TypeError('x is not a function'))).toMatchObject({
    exitCode: 1,
    code: 'internal',
    message: 'Fairlead met a fault of its own: x is not a function',
    remedy: expect.stringContaining('FAIRLEAD_DEBUG'),
  })
  expect(describeFailure('text').message).toContain('text')
})
