import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { RegistryCredential } from '../ports/registry-provider.ts'
import type { AppPorts } from './ports.ts'
import { openConnection, providerOf } from './registry-connection.ts'

/** A credential that ends sooner is made anew. Longer than a target waits before it takes the new one. */
const RENEW_BEFORE_MS = 20 * 60_000

/** Gives the credential that pulls with a stored connection; undefined for an anonymous one. */
export type MakeCredential = (
  registry: ContainerRegistry,
  signal: AbortSignal,
) => Promise<RegistryCredential | undefined>

/**
 * Keeps what ends by itself in memory until shortly before its end, or until another login is stored: a registry's token
 * service is asked once in that time, however often nodes ask.
 */
export function madeCredentials(ports: Pick<AppPorts, 'vault' | 'providers' | 'clock'>): MakeCredential {
  const made = new Map<string, { readonly version: number; readonly credential: RegistryCredential }>()

  const endsSoon = ({ expiresAt }: RegistryCredential): boolean =>
    expiresAt !== undefined && Date.parse(expiresAt) - ports.clock.now().getTime() < RENEW_BEFORE_MS

  return async (registry, signal) => {
    const known = made.get(registry.id)
    if (known?.version === registry.version && !endsSoon(known.credential)) return known.credential
    made.delete(registry.id)
    const connection = openConnection(ports.vault, registry)
    const credential = await providerOf(ports, registry.kind).credential(connection, signal)
    if (credential?.expiresAt) made.set(registry.id, { version: registry.version, credential })
    return credential
  }
}
