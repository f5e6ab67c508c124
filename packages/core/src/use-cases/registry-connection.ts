import type {
  ContainerRegistry,
  PublicConfig,
  RegistryConnection,
  RegistryKind,
} from '../domain/container-registry.ts'
import { AppError, invalidRequest } from '../errors.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import type { SealedSecret, Vault } from '../ports/vault.ts'
import { Secret } from '../values/secret.ts'
import type { AppPorts } from './ports.ts'
import { kindSecrets, openTransport, PROXY_PASSWORD, type TransportParts } from './registry-transport.ts'

const sealContext = (registryId: string): string => `registry:${registryId}`

type Secrets = RegistryConnection['secrets']

/** The provider of a kind. Throws `request.invalid` for a kind that this server does not speak yet. */
export function providerOf(ports: Pick<AppPorts, 'providers'>, kind: RegistryKind): RegistryProvider {
  const provider = ports.providers.get(kind)
  if (provider) return provider
  const kinds = ports.providers.list().map((each) => each.kind)
  throw invalidRequest([
    {
      field: 'kind',
      problem: `"${kind}" is not supported by this server`,
      remedy: `Use one of ${kinds.join(', ')}.`,
    },
  ])
}

/** Seals the secret settings as one; null when there are none. */
export function sealSecrets(vault: Vault, registryId: string, secrets: Secrets): SealedSecret | null {
  const names = Object.keys(secrets)
  if (names.length === 0) return null
  const plain = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]))
  return vault.seal(new Secret(JSON.stringify(plain)), sealContext(registryId))
}

/** Throws `secret.unreadable` when the key that sealed them is gone. */
export function openSecrets(
  vault: Vault,
  registry: Pick<ContainerRegistry, 'id' | 'sealedSecrets'>,
): Secrets {
  if (registry.sealedSecrets === null) return {}
  const plain: unknown = JSON.parse(vault.open(registry.sealedSecrets, sealContext(registry.id)).reveal())
  if (typeof plain !== 'object' || plain === null) {
    throw new AppError(
      'secret.unreadable',
      'The stored secret of this registry is not readable. Save its credential again.',
    )
  }
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, new Secret(String(value))]))
}

/** What a registry's stored login and way are, opened. */
export function connectionOf(
  registry: Pick<ContainerRegistry, 'kind' | 'url' | 'config' | 'transport'>,
  secrets: Secrets,
): RegistryConnection {
  const { kind, url, config, transport: stored } = registry
  const transport = openTransport({ stored, password: secrets[PROXY_PASSWORD] })
  return { kind, url, config, secrets: kindSecrets(secrets), ...(transport ? { transport } : {}) }
}

/** The stored connection with its secrets open. */
export const openConnection = (vault: Vault, registry: ContainerRegistry): RegistryConnection =>
  connectionOf(registry, openSecrets(vault, registry))

/** The way to a registry as it is stored, with the proxy's password. */
export const storedTransport = (vault: Vault, registry: ContainerRegistry): TransportParts => ({
  stored: registry.transport,
  // Opened only where there may be one, so that a registry whose key was lost is mended by giving its secret again.
  password:
    registry.transport.proxyUsername === null ? undefined : openSecrets(vault, registry)[PROXY_PASSWORD],
})

/** Whether two logins have the same public settings. */
export function sameConfig(a: PublicConfig, b: PublicConfig): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => a[name] === b[name])
}

/** Host of a registry's address, as an image reference writes it. */
export const registryHost = (registry: Pick<ContainerRegistry, 'url'>): string => new URL(registry.url).host
