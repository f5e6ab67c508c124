import type { Clock } from '../ports/clock.ts'
import type { Providers } from '../ports/providers.ts'
import type { RefusedCredentials } from '../ports/registry-care.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import type { Vault } from '../ports/vault.ts'
import type { Transport } from '../values/transport.ts'
import { withOrigin } from './credential-origin.ts'
import { withLeastPrivilege } from './least-privilege.ts'
import { type RefusalPorts, withRefusalMemory } from './refusal-memory.ts'
import { withStatedEnd } from './stated-end.ts'
import { withTlsWarning } from './tls-warning.ts'

/**
 * The same kinds, which keep refused credentials from registries, and tell of needless rights, of ends that were stated
 * and of unchecked TLS.
 */
export function guardedProviders(
  providers: Providers,
  ports: RefusalPorts & { readonly vault: Vault },
): Providers {
  return eachProvider(providers, (provider) =>
    withOrigin(
      withTlsWarning(withStatedEnd(withLeastPrivilege(withRefusalMemory(provider, ports)), ports)),
      ports,
    ),
  )
}

export interface DoctorPorts {
  /** What was refused before; how it is remembered is the caller's. */
  readonly refusedCredentials: RefusedCredentials
  readonly vault: Pick<Vault, 'fingerprint'>
  readonly clock: Clock
  /** How registries are reached that have no way of their own. */
  readonly transport?: Transport | undefined
}

/** The same kinds for a diagnosis without a server: refused credentials are kept from registries, unchecked TLS is told. */
export function doctorProviders(
  providers: Providers,
  { refusedCredentials, vault, clock, transport }: DoctorPorts,
): Providers {
  const ports = { store: { refusedCredentials }, vault, clock }
  return eachProvider(providers, (provider) =>
    byWay(withTlsWarning(withRefusalMemory(provider, ports)), transport),
  )
}

/** The same provider, which reaches every registry by a way that was given. */
function byWay(provider: RegistryProvider, transport: Transport | undefined): RegistryProvider {
  if (!transport) return provider
  const { images, tags } = provider
  return {
    ...provider,
    verify: (connection, request, signal) => provider.verify({ transport, ...connection }, request, signal),
    credential: (connection, signal) => provider.credential({ transport, ...connection }, signal),
    ...(images
      ? { images: (connection, search, signal) => images({ transport, ...connection }, search, signal) }
      : {}),
    ...(tags
      ? {
          tags: (connection, repository, from, signal) =>
            tags({ transport, ...connection }, repository, from, signal),
        }
      : {}),
  }
}

/** Providers of which each is wrapped once. */
function eachProvider(
  providers: Providers,
  wrap: (provider: RegistryProvider) => RegistryProvider,
): Providers {
  const guarded = new Map<RegistryProvider, RegistryProvider>()
  const guard = (provider: RegistryProvider): RegistryProvider => {
    const known = guarded.get(provider) ?? wrap(provider)
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
