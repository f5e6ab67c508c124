import type { RegistryKind } from '../domain/container-registry.ts'
import type { RegistryProvider } from './registry-provider.ts'

/** The provider of a kind; undefined for a kind that this server does not speak. */
export interface Providers {
  get(kind: RegistryKind): RegistryProvider | undefined
  list(): readonly RegistryProvider[]
}
