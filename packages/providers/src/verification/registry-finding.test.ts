import { expect, test } from 'vitest'
import type { RegistryFailure } from './registry-failure.ts'
import { registryFinding } from './registry-finding.ts'

const party = { name: 'registry', address: 'https://registry.example.com' }
const realm = 'https://auth.example.com/login'
const failure = (kind: RegistryFailure['kind'], asked: Partial<RegistryFailure> = {}): RegistryFailure => ({
  kind,
  ociCode: '',
  ociMessage: '',
  fromTokenEndpoint: asked.realm !== undefined,
  evidence: [],
  ...asked,
})

test.each(['garbage', 'redirect'] as const)(
  'a token realm that answers with %s is named, and not the registry',
  (kind) => {
    const found = registryFinding(party, failure(kind, { realm }))
    expect(found?.code).toBe('registry.not_a_registry')
    expect(found?.summary).toContain(realm)
    expect(found?.remedy?.action).toContain('pass /login on')
  },
)

test('a registry that answers with a page is named itself', () => {
  const found = registryFinding(party, failure('garbage'))
  expect(found?.summary).toContain(party.address)
  expect(found?.remedy?.action).toContain('docker login')
})
