import type { Providers } from '../ports/providers.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import { withOrigin } from './credential-origin.ts'
import { withLeastPrivilege } from './least-privilege.ts'
import { type RefusalPorts, withRefusalMemory } from './refusal-memory.ts'
import { withTlsWarning } from './tls-warning.ts'

/** The same kinds, which keep refused credentials from registries, and tell of needless rights and unchecked TLS. */
export function guardedProviders(providers: Providers, ports: RefusalPorts): Providers {
  const guarded = new Map<RegistryProvider, RegistryProvider>()
  const guard = (provider: RegistryProvider): RegistryProvider => {
    const known =
      guarded.get(provider) ??
      withOrigin(withTlsWarning(withLeastPrivilege(withRefusalMemory(provider, ports))), ports)
    guarded.set(provider, known)
    return known
  }
  return {
    get: (kind) => {
      const provider = providers.get(kind)
      return provider && guard(provider)
    },
    list: () => providers.list().map(guard),
    forHost: (host) => guard(providers.forHost(host)),
  }
}
