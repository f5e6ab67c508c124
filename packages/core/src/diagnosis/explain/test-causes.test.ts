import { expect, test } from 'vitest'
import { type Finding, type FindingCode, finding } from '../../finding.ts'
import type { Check } from '../../verification.ts'
import type { Attempt, FittingCause } from '../diagnosis.ts'
import { readLine } from './read-line.ts'
import { testCauses } from './test-causes.ts'

const found = (code: FindingCode, summary: string): Finding => finding(code, { summary })

function attempt(
  name: string,
  { chosen = false, pull = 'no' as 'yes' | 'no', met = [] as readonly Finding[], passed = '' },
): Attempt {
  const check = (id: string, status: Check['status'], findings: readonly Finding[]): Check => ({
    id,
    title: id,
    status,
    detail: `${id} ${status}.`,
    findings,
    startedAfterMs: 0,
    durationMs: 1,
  })
  const capabilities = {
    list: 'unknown',
    pull,
    push: 'unknown',
    delete: 'unknown',
    webhook: 'unknown',
  } as const
  return {
    identity: { id: name, name },
    chosen,
    reason: 'so it is',
    verification: {
      checks: [check('registry.pull', 'failed', met), ...(passed ? [check(passed, 'passed', [])] : [])],
      capabilities,
      grounds: { list: '', pull: '', push: '', delete: '', webhook: '' },
      credential: { type: 'unknown' },
      startedAt: '2026-11-22T12:00:00Z',
      durationMs: 1,
      findings: met,
      ok: false,
    },
  }
}

const NO_SCOPE = found('scope.read_packages_missing', 'The token lacks read:packages.')
const CLOSED = found('pull.denied', 'Nobody pulls it.')
const NOBODY = attempt('anonymous', { met: [CLOSED] })
const WITHOUT_SCOPE = attempt('ci', { chosen: true, met: [NO_SCOPE], passed: 'token.format' })

const causesOf = (line: string, attempts: readonly Attempt[], findings: readonly Finding[]) =>
  testCauses(readLine(line), { attempts, findings }, false).causes
const cause = (causes: readonly FittingCause[], code: FindingCode) =>
  causes.find((each) => each.code === code)

test('what only another attempt met is not the cause of the one that is used, and whose it is is said', () => {
  const causes = causesOf('denied', [WITHOUT_SCOPE, NOBODY], [NO_SCOPE])
  expect(cause(causes, 'pull.denied')).toMatchObject({
    state: 'not-testable',
    because: 'Met anonymously: Nobody pulls it. Whether it is so with ci too was not reached.',
  })
})

test('a cause that was found is told of a vague line whose rule does not list it, and first', () => {
  const [first, ...others] = causesOf('denied', [WITHOUT_SCOPE, NOBODY], [NO_SCOPE])
  expect(first).toEqual({
    code: 'scope.read_packages_missing',
    text: 'The token lacks the scope read:packages.',
    state: 'confirmed',
    because: 'The token lacks read:packages.',
  })
  expect(others.map(({ state }) => state)).not.toContain('confirmed')
})

test('a cause that was found is not put under a line whose words exclude it', () => {
  const refused = found('token.refused', 'GitHub refuses it.')
  const tried = [attempt('ci', { chosen: true, met: [refused] }), NOBODY]
  const causes = causesOf('denied: permission_denied: read_package', tried, [refused])
  expect(cause(causes, 'token.refused')).toBeUndefined()
})

test('a network that fails is no cause of a refusal', () => {
  const closed = found('network.dns', 'There is no such host.')
  const causes = causesOf('denied', [attempt('ci', { chosen: true, met: [closed] }), NOBODY], [closed])
  expect(cause(causes, 'network.dns')).toBeUndefined()
})

test('where the one that is used pulls, what nobody meets stays a cause, with whose it is', () => {
  const unused = found('credential.not_used', 'It was asked without it.')
  const works = attempt('ci', { chosen: true, pull: 'yes' })
  const causes = causesOf('unauthorized', [works, NOBODY], [unused])
  expect(causes.slice(0, 2)).toMatchObject([
    { code: 'credential.not_used', state: 'confirmed' },
    {
      code: 'pull.denied',
      state: 'confirmed',
      because: 'Met anonymously: Nobody pulls it. It is pulled with ci.',
    },
  ])
})

test('what the registry does to everyone is a cause, whoever met it', () => {
  const limit = found('registry.rate_limited', 'The limit is used up.')
  const tried = [WITHOUT_SCOPE, attempt('anonymous', { met: [limit] })]
  expect(cause(causesOf('429 Too Many Requests', tried, [NO_SCOPE]), 'registry.rate_limited')).toMatchObject({
    state: 'confirmed',
    because: 'Met anonymously: The limit is used up.',
  })
})

test('what is not known is said with what would tell', () => {
  const refused = found('token.refused', 'GitHub refuses it.')
  const tried = [attempt('ci', { chosen: true, met: [refused], passed: 'token.format' }), NOBODY]
  const causes = causesOf('denied: denied', tried, [refused])
  expect(cause(causes, 'token.expired')?.because).toBe(
    'The answer to an expired credential is no other one: GitHub refuses it.',
  )
  expect(cause(causes, 'token.malformed')).toMatchObject({
    state: 'ruled-out',
    because: 'token.format passed.',
  })
  expect(cause(causesOf('403 Forbidden', tried, [refused]), 'credential.not_used')?.because).toBe(
    'No credential that was tried pulls the image: give the one that does.',
  )
})
