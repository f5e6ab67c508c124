import { expect, test } from 'vitest'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import type { CredentialFacts, Verification } from '../verification.ts'
import { withLeastPrivilege } from './least-privilege.ts'

const SCOPES = ['repo', 'write:packages', 'read:org']

async function adviceFor(credential: Omit<CredentialFacts, 'type'>): Promise<string | undefined> {
  const can = 'unknown' as const
  const verification: Verification = {
    ok: true,
    checks: [],
    findings: [],
    capabilities: { list: can, pull: 'yes', push: can, delete: can, webhook: can },
    grounds: { list: '', pull: '', push: '', delete: '', webhook: '' },
    credential: { type: 'github-classic', scopesGranted: SCOPES, ...credential },
    startedAt: '2026-11-22T12:00:00Z',
    durationMs: 1,
  }
  const form = { logins: [{ leastRights: ['read:packages', 'read:org'] }], fields: [] }
  // Only what the advice reads of a provider.
  const provider = { form, verify: async () => verification } as unknown as RegistryProvider
  const connection = { kind: 'GITHUB_CR', url: 'https://ghcr.io', config: {}, secrets: {} } as const
  const { findings } = await withLeastPrivilege(provider).verify(
    connection,
    { push: false },
    new AbortController().signal,
  )
  return findings[0]?.remedy?.action
}

test('a scope that images were seen to need is kept in the advice', async () => {
  expect(await adviceFor({ scopesNeeded: ['read:packages', 'read:org', 'repo'] })).toBe(
    'Replace it by one with no more than read:packages, read:org, repo: whoever gets hold of it may do all that it may.',
  )
})

test('of a scope that an image may need it is said that this is not known', async () => {
  expect(await adviceFor({ scopesNeeded: ['read:packages', 'read:org'] })).toContain(
    'Whether an image needs repo, too, is not known',
  )
})
