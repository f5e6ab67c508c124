import type { RegistryProvider } from '../ports/registry-provider.ts'
import type { Vault } from '../ports/vault.ts'
import { fingerprintOf } from './refusal-memory.ts'

/** The same kind, whose credentials that end by themselves say which stored login they were made of. */
export const withOrigin = (
  provider: RegistryProvider,
  { vault }: { readonly vault: Vault },
): RegistryProvider => ({
  ...provider,
  async credential(connection, signal) {
    const credential = await provider.credential(connection, signal)
    const origin = credential?.expiresAt === undefined ? undefined : fingerprintOf(vault, connection)
    return credential && origin !== undefined ? { ...credential, origin } : credential
  },
})
