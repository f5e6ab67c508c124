import { expect, test } from 'vitest'
import { type FindingCode, finding } from '../finding.ts'
import { byCause, causeOf } from './cause.ts'

const placed = (code: FindingCode, beside = false) => ({ finding: finding(code, { summary: code }), beside })

test.each<[FindingCode, FindingCode]>([
  ['image.not_lowercase', 'tag.not_found'],
  ['network.dns', 'token.refused'],
  ['network.tls', 'pull.denied'],
  ['registry.not_a_registry', 'token.refused'],
  ['credential.breaks_public_pull', 'token.refused'],
  ['token.refused', 'scope.read_packages_missing'],
  ['sso.not_authorized', 'package.not_found'],
  ['package.not_found', 'pull.denied'],
  ['platform.missing', 'scope.read_org_missing'],
])('%s comes before %s', (first, second) => {
  const ordered = byCause([placed(second), placed(first)])
  expect(ordered.map(({ code }) => code)).toEqual([first, second])
  expect(causeOf(ordered)).toBe(first)
})

test('what the network does to an API beside the registry comes after what the registry says', () => {
  const ordered = byCause([placed('network.timeout', true), placed('tag.not_found')])
  expect(causeOf(ordered)).toBe('tag.not_found')
})

test('a warning is no cause', () => {
  expect(causeOf(byCause([placed('token.expires_soon')]))).toBeUndefined()
})

test('one finding of several checks is told once', () => {
  expect(byCause([placed('network.dns'), placed('network.dns', true)])).toHaveLength(1)
})
