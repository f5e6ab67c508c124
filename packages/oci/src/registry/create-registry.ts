import type { Registry, RegistryOptions } from './registry.ts'

/** A registry of the OCI distribution spec over a storage. */
export function createRegistry(options: RegistryOptions): Registry {
  throw new Error(`Being written (${Object.keys(options).length})`)
}
