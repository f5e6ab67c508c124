import type { ContainerRegistry, RegistryConnection, RegistryKind } from '../domain/container-registry.ts'
import { AppError, invalidRequest } from '../errors.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import type { SealedSecret, Vault } from '../ports/vault.ts'
import { Secret } from '../values/secret.ts'
import type { AppPorts } from './ports.ts'

const sealContext = (registryId: string): string => `registry:${registryId}`

type Secrets = RegistryConnection['secrets']

/** The provider of a kind. Throws `request.invalid` for a kind that this server does not speak yet. */
export function providerOf(ports: AppPorts, kind: RegistryKind): RegistryProvider {
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

/** The stored connection with its secrets open. */
export const openConnection = (vault: Vault, registry: ContainerRegistry): RegistryConnection => ({
  kind: registry.kind,
  url: registry.url,
  config: registry.config,
  secrets: openSecrets(vault, registry),
})

/** Host of a registry's address, as an image reference writes it. */
export const registryHost = (registry: Pick<ContainerRegistry, 'url'>): string => new URL(registry.url).host
