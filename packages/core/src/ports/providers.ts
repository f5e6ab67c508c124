import type { RegistryKind } from '../domain/container-registry.ts'
import type { RegistryProvider } from './registry-provider.ts'

/** The registry kinds that this server speaks. */
export interface Providers {
  /** Undefined for a kind that this server does not speak. */
  get(kind: RegistryKind): RegistryProvider | undefined
  list(): readonly RegistryProvider[]
  /** The provider that speaks to an image's host: the one that recognizes it, else the generic one. */
  forHost(host: string): RegistryProvider
}
