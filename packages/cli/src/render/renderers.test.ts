import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { recordedIo } from '../testing/recorded-io.ts'
import { createCheckRenderer } from './checks.ts'
import { createDeploymentRenderer } from './deployment.ts'
import { countFindings } from './findings.ts'
import type { ShownCheck, ShownFinding, ShownStep, ShownVerification } from './shapes.ts'

const check = (id: string, more: Partial<ShownCheck> = {}): ShownCheck => ({
  id,
  title: id,
  status: 'passed',
  detail: 'All is well.',
  durationMs: 12,
  ...more,
})

const missing: ShownFinding = {
  code: 'scope.read_packages_missing',
  severity: 'error',
  summary: 'The token may not read packages.',
  evidence: [{ asked: 'GET https://api.github.com/user', answered: '200, x-oauth-scopes: repo' }],
  remedy: { action: 'Tick read:packages.', link: 'https://github.com/settings/tokens' },
}

const verification = (more: Partial<ShownVerification> = {}): ShownVerification => ({
  ok: true,
  checks: [],
  findings: [],
  capabilities: { list: 'yes', pull: 'yes', push: 'unknown', delete: 'no', webhook: 'unknown' },
  durationMs: 412,
  ...more,
})

test('a verification without a finding', () => {
  const io = recordedIo()
  const renderer = createCheckRenderer(io)
  renderer.onStart({ id: 'Token', title: 'Token' })
  renderer.onCheck(check('Token'))
  renderer.finish(
    verification({
      checks: [check('Token'), check('Push', { status: 'skipped', detail: 'Not asked for.' })],
    }),
  )
  expect(io.out()).toBe(
    [
      '  ✓ Token                         12 ms  All is well.',
      '  – Push                                 Not asked for.',
      '',
      '  may  list ✓   pull ✓   push –   delete ✗   webhook –',
      '  ✓ It works  1 check in 412 ms',
      '',
    ].join('\n'),
  )
})

test('a finding with evidence, what to do, where, and its code', () => {
  const io = recordedIo()
  createCheckRenderer(io).finish(verification({ ok: false, findings: [missing] }))
  expect(io.out()).toContain(
    [
      '',
      '  ✗ The token may not read packages.',
      '    asked     GET https://api.github.com/user',
      '    answered  200, x-oauth-scopes: repo',
      '    do        Tick read:packages.',
      '    at        https://github.com/settings/tokens',
      '    code      scope.read_packages_missing',
      '',
    ].join('\n'),
  )
  expect(io.out()).toContain('  ✗ It does not work: 1 error  ')
})

test('warnings alone: it works, with them', () => {
  const io = recordedIo()
  createCheckRenderer(io).finish(verification({ findings: [{ ...missing, severity: 'warning' }] }))
  expect(io.out()).toContain('  ! It works, with 1 warning  ')
})

test('findings are counted by severity', () => {
  const of = (...severities: ShownFinding['severity'][]) =>
    countFindings(severities.map((severity) => ({ severity })))
  expect(of()).toBe('no findings')
  expect(of('error', 'error')).toBe('2 errors')
  expect(of('error', 'warning', 'info')).toBe('1 error, 1 warning and 1 note')
})

test('on a terminal the checks under way stand on a last line that gives way', () => {
  const io = recordedIo({ columns: 100 })
  const renderer = createCheckRenderer(io)
  renderer.onStart({ id: 'a', title: 'Token' })
  renderer.onStart({ id: 'b', title: 'Registry' })
  renderer.onCheck(check('a', { title: 'Token' }))
  expect(stripVTControlCharacters(io.out())).toMatch(
    / {2}· Token, Registry …\r.*✓ Token[^\n]*\n {2}· Token, Registry …\r {2}· Registry …$/,
  )
  renderer.stop()
  expect(io.out().endsWith('\r\u001b[K')).toBe(true)
})

test('what a registry answers cannot act on the terminal', () => {
  const io = recordedIo()
  const renderer = createCheckRenderer(io)
  const evil = 'x\u001b]0;title\u0007\u001b[2J\ny'
  renderer.onCheck(check('a', { title: evil, detail: evil }))
  renderer.finish(
    verification({
      ok: false,
      findings: [{ ...missing, summary: evil, evidence: [{ asked: evil, answered: evil }] }],
    }),
  )
  expect(io.out()).not.toContain('\u001b')
  expect(io.out()).not.toContain('\u0007')
})

const step = (name: string, state: ShownStep['state'], more: Partial<ShownStep> = {}): ShownStep => ({
  name,
  state,
  message: `${name} it`,
  startedAt: '2026-11-22T17:00:00.000Z',
  finishedAt: state === 'running' ? null : '2026-11-22T17:00:01.500Z',
  ...more,
})

test('steps are shown once as they end, and the outcome with its address', () => {
  const io = recordedIo()
  const renderer = createDeploymentRenderer(io)
  for (const each of [
    step('pull', 'running'),
    step('pull', 'succeeded'),
    step('pull', 'succeeded'),
    step('mirror', 'skipped'),
  ]) {
    renderer.onStep(each)
  }
  renderer.onLog('ignored off a terminal')
  renderer.finish({
    ok: true,
    summary: 'web runs',
    findings: [],
    endpoints: [{ url: 'http://127.0.0.1:8080' }],
    durationMs: 1500,
  })
  expect(io.out()).toBe(
    [
      '  ✓ pull          1.5 s  pull it',
      '  – mirror               mirror it',
      '',
      '  ✓ web runs  in 1.5 s',
      '    http://127.0.0.1:8080',
      '',
    ].join('\n'),
  )
})

test('a step that runs again after a crash is shown again', () => {
  const io = recordedIo()
  const renderer = createDeploymentRenderer(io)
  renderer.onStep(step('start', 'failed'))
  renderer.onStep(step('start', 'running'))
  renderer.onStep(step('start', 'succeeded', { finishedAt: '2026-11-22T17:00:03.000Z' }))
  expect(io.out()).toMatch(/✗ start[^\n]*\n {2}✓ start/)
})
