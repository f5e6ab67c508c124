import { describe, expect, test } from 'vitest'
import { type Finding, type FindingCode, finding } from '../../finding.ts'
import type { Check } from '../../verification.ts'
import type { Attempt, FittingCause } from '../diagnosis.ts'
import { readLine } from './read-line.ts'
import { testCauses } from './test-causes.ts'
import type { Asked } from './tested.ts'

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

const ASKED = { push: false, platform: false, sameCredential: true }
const ANOTHER = { sameCredential: false }
const causesOf = (
  line: string,
  attempts: readonly Attempt[],
  findings: readonly Finding[],
  asked: Partial<Asked> = {},
) => testCauses(readLine(line), { attempts, findings }, { ...ASKED, ...asked }).causes
const cause = (causes: readonly FittingCause[], code: FindingCode) =>
  causes.find((each) => each.code === code)
const stateOf = (causes: readonly FittingCause[], code: FindingCode) => cause(causes, code)?.state

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

test('a line of nobody is of what nobody meets, and of the credential that works and was not used', () => {
  const unused = found('credential.not_used', 'It was asked without it.')
  const works = attempt('ci', { chosen: true, pull: 'yes' })
  const causes = causesOf('no basic auth credentials', [works, NOBODY], [unused], ANOTHER)
  expect(causes.slice(0, 2)).toMatchObject([
    { code: 'credential.not_used', state: 'confirmed' },
    {
      code: 'pull.denied',
      state: 'confirmed',
      because: 'Met anonymously: Nobody pulls it. It is pulled with ci.',
    },
  ])
})

test('what hangs on who asks is neither confirmed nor ruled out of a credential that need not be the one', () => {
  const refused = found('token.refused', 'GitHub refuses it.')
  const tried = [attempt('ci', { chosen: true, met: [refused], passed: 'token.format' }), NOBODY]
  const causes = causesOf('denied: denied', tried, [refused], ANOTHER)
  expect(causes.map(({ state }) => state)).not.toContain('confirmed')
  expect(stateOf(causes, 'token.malformed')).toBe('not-testable')
  expect(causes[0]).toMatchObject({
    code: 'token.refused',
    because:
      'So it is with ci: GitHub refuses it. Whether ci printed the line is not known. Give the credential that printed it, or say that it is this one.',
  })
})

test('a pull disproves nothing of what a push or a line of either needs', () => {
  const works = attempt('ci', { chosen: true, pull: 'yes', passed: 'token.scopes' })
  const causes = causesOf('denied: The token provided does not match expected scopes.', [works, NOBODY], [])
  expect(cause(causes, 'scope.write_packages_missing')).toMatchObject({
    state: 'not-testable',
    because: 'Ask for the push as well.',
  })
  expect(stateOf(causes, 'scope.read_packages_missing')).toBe('ruled-out')
})

test("what only a person's token is told is not tested by that of a workflow, whatever is said of it", () => {
  const run = attempt('run', { chosen: true, pull: 'yes', passed: 'token.scopes' })
  const ofRun = {
    ...run,
    verification: { ...run.verification, credential: { type: 'github-app-installation' } as const },
  }
  const causes = causesOf(
    'permission_denied: The token provided does not match expected scopes.',
    [ofRun, NOBODY],
    [],
  )
  expect(stateOf(causes, 'scope.read_packages_missing')).toBe('not-testable')
})

test('what only a workflow is told is true of the one that printed it, whoever is asked as', () => {
  const ada = attempt('ada', { chosen: true, pull: 'yes', passed: 'token.format' })
  const causes = causesOf('permission_denied: The requested installation does not exist.', [ada, NOBODY], [])
  expect(stateOf(causes, 'token.app_installation')).toBe('confirmed')
})

test('what hangs on the moment or the machine is never ruled out from here', () => {
  const works = attempt('ci', { chosen: true, pull: 'yes', passed: 'registry.reachable' })
  for (const [line, code] of [
    ['toomanyrequests: You have reached your pull rate limit.', 'registry.rate_limited'],
    ['503 Service Unavailable', 'registry.server_error'],
    ['dial tcp 10.0.0.1:443: connect: connection refused', 'network.refused'],
    ['x509: certificate signed by unknown authority', 'network.tls'],
  ] as const)
    expect(stateOf(causesOf(line, [works, NOBODY], []), code), line).toBe('not-testable')
})

test('a wrong processor is ruled out where the platform was named, and else not known', () => {
  const works = attempt('ci', { chosen: true, pull: 'yes' })
  const states = [false, true].map((platform) =>
    stateOf(causesOf('exec format error', [works], [], { platform }), 'platform.missing'),
  )
  expect(states).toEqual(['not-testable', 'ruled-out'])
})

test('of a tag that was not asked for nothing is told', () => {
  const works = attempt('ci', { chosen: true, pull: 'yes' })
  const other = { image: 'ghcr.io/acme/app:9', sameRepository: true, sentence: '' }
  const causes = causesOf('manifest unknown', [works], [], { other })
  expect(cause(causes, 'tag.not_found')).toMatchObject({
    state: 'not-testable',
    because: 'ghcr.io/acme/app:9 was not asked for: ask for that.',
  })
  expect(stateOf(causes, 'package.not_found')).toBe('ruled-out')
})

test('what the words themselves tell is confirmed, whoever is asked', () => {
  const works = attempt('ci', { chosen: true, pull: 'yes' })
  const causes = causesOf('installation not allowed to Create organization package', [works], [], ANOTHER)
  expect(stateOf(causes, 'token.app_installation')).toBe('confirmed')
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
  expect(cause(causesOf('403 Forbidden', tried, [refused], ANOTHER), 'credential.not_used')?.because).toBe(
    'No credential that was tried pulls the image: give the one that does.',
  )
})

describe('what was found', () => {
  const cautionOf = (line: string, findings: readonly Finding[], asked: Partial<Asked> = {}) =>
    testCauses(readLine(line), { attempts: [WITHOUT_SCOPE, NOBODY], findings }, { ...ASKED, ...asked })
      .caution

  test('is a fact of the one that was asked as, where another may have printed the line', () => {
    expect(cautionOf('denied: permission_denied: write_package', [NO_SCOPE], ANOTHER)).toBe(
      'What was found is so of ci. Whether ci printed the line is not known, nor that this is its cause.',
    )
  })

  test('is the cause where that one printed it, where the line says so itself, and where all are met alike', () => {
    expect(cautionOf('denied: permission_denied: write_package', [NO_SCOPE])).toBeUndefined()
    expect(cautionOf('You need at least read:packages.', [NO_SCOPE], ANOTHER)).toBeUndefined()
    expect(cautionOf('manifest unknown', [found('tag.not_found', 'No such tag.')], ANOTHER)).toBeUndefined()
  })
})
