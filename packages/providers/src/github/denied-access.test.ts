import { systemClock } from '@fairlead/core'
import { expect, test } from 'vitest'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import { judgePull } from './judge-pull.ts'
import { createLinks } from './links.ts'
import type { PullContext } from './pull-context.ts'

const context: PullContext = {
  party: { name: 'registry', address: 'https://ghcr.io' },
  links: createLinks('https://github.com'),
  owner: 'acme',
  ownerType: 'organization',
  account: 'ada',
  repository: 'acme/app',
  packageName: 'app',
  platform: undefined,
  package: {
    name: 'app',
    visibility: 'private',
    updated_at: '2026-11-01T00:00:00Z',
    repository: { full_name: 'acme/secret', private: true },
  },
  visible: ['app'],
  tags: [],
  granted: ['read:packages', 'read:org'],
  needed: ['read:packages', 'read:org'],
  anonymous: false,
  ofApp: false,
  accepted: true,
  outsider: false,
  cause: undefined,
  refusal: { knownExpiry: undefined, clock: systemClock },
}

function refusedWith(ociMessage: string, more: Partial<PullContext> = {}) {
  const failure: RegistryFailure = {
    kind: 'denied',
    status: 403,
    ociCode: 'DENIED',
    ociMessage,
    fromTokenEndpoint: true,
    evidence: [{ asked: 'GET https://ghcr.io/token', answered: `403 ${ociMessage}` }],
  }
  const { findings } = judgePull(
    { kind: 'failed', stage: 'login', reference: '1.4', failure },
    { ...context, ...more },
  )
  return findings.map(({ code, remedy }) => [code, remedy?.action])
}

const PLAIN = 'requested access to the resource is denied'
const SCOPES = 'permission_denied: The token provided does not match expected scopes.'

test('a plain refusal of a package that is linked to a private repository is not taken for a missing repo', () => {
  expect(refusedWith(PLAIN)).toEqual([
    [
      'pull.denied',
      expect.stringMatching(/ada the role Read.* or access to acme\/secret.*try a token with repo/),
    ],
  ])
})

test('whoever has repo is not told to try it', () => {
  const [[code, action] = []] = refusedWith(PLAIN, { granted: [...(context.granted ?? []), 'repo'] })
  expect(code).toBe('pull.denied')
  expect(action).not.toMatch(/with repo/)
})

test('a missing repo is what the registry says of scopes, where the token has the one for packages', () => {
  expect(refusedWith(SCOPES)).toEqual([['scope.repo_missing', expect.stringMatching(/read:org and repo/)]])
  for (const more of [
    { granted: ['read:packages', 'repo'] },
    { granted: ['read:org'] },
    { granted: undefined },
    { package: undefined },
  ]) {
    expect(refusedWith(SCOPES, more)).not.toContainEqual(['scope.repo_missing', expect.anything()])
  }
})
