import type { Fetch } from '@fairlead/oci/net'

/**
 * The identity of this server itself: a role, a managed identity, a token that its platform gives it. Whoever may add a
 * registry could act as this server through it, so that only its operator lends it.
 */
export interface AmbientOptions {
  /** Whether connections may use the identity of this server. Default false. */
  readonly ambientIdentities?: boolean
  /** The variables by which platforms tell programs of their identity. Default: those of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Reaches the platform's metadata services, which no registry's address may. Default: the fetch of everything else. */
  readonly ambientFetch?: Fetch
}
