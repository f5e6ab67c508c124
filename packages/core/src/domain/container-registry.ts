import type { SealedSecret } from '../ports/vault.ts'
import type { Secret } from '../values/secret.ts'
import type { Transport } from '../values/transport.ts'
import type { Verification } from '../verification.ts'

/** The kinds of the contract. https://api-doc.qovery.com (ContainerRegistryKindEnum) */
export const REGISTRY_KINDS = [
  'ECR',
  'SCALEWAY_CR',
  'DOCKER_HUB',
  'GITHUB_CR',
  'GITHUB_ENTERPRISE_CR',
  'GITLAB_CR',
  'PUBLIC_ECR',
  'DOCR',
  'GENERIC_CR',
  'GCP_ARTIFACT_REGISTRY',
  'AZURE_CR',
] as const
export type RegistryKind = (typeof REGISTRY_KINDS)[number]

/** Settings that may be shown: `username` (for GHCR the container registry prefix), `region`, … */
export type PublicConfig = Readonly<Record<string, string | number>>

/** How a registry is reached, as it is stored; the proxy's password is among the sealed secrets as `proxy_password`. */
export interface StoredTransport {
  readonly caCertificates: string | null
  readonly skipTlsVerify: boolean
  readonly proxyUrl: string | null
  readonly proxyUsername: string | null
}

/** The second slot of a rotation: what the connection pulled with before, kept until the new secret has proved itself. */
export interface PreviousSecret {
  readonly config: PublicConfig
  readonly sealedSecrets: SealedSecret | null
  readonly verification: Verification | null
  readonly statedExpiry?: string | null
  readonly rotatedAt: string
  /** When the grace time ends and the slot is emptied. */
  readonly until: string
  /** When it was to end first; set once it was prolonged, because nothing could be told of the new login then. */
  readonly firstUntil?: string
}

/** A connection of an organization to a registry, as it is stored. */
export interface ContainerRegistry {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly description: string
  readonly kind: RegistryKind
  /** Normalized: scheme, host, port if not the scheme's own, path without a trailing slash. */
  readonly url: string
  readonly config: PublicConfig
  /** The sealed JSON object of secret settings (`password`, …); null for an anonymous connection. */
  readonly sealedSecrets: SealedSecret | null
  readonly transport: StoredTransport
  /**
   * Repositories that this connection is for: `acme` means `acme` and all below `acme/`; empty means all of the host.
   * The longest prefix that fits an image chooses among the connections of one host.
   */
  readonly repositoryPrefix: string
  readonly previous: PreviousSecret | null
  /** When the credential ends as its owner said it (ISO 8601), for vendors that do not tell; what they tell wins. */
  readonly statedExpiry: string | null
  /** The latest verification; null when it was saved unverified. */
  readonly verification: Verification | null
  /** Grows by one with each save; a save of an older one conflicts. */
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** A connection with its secrets open, as providers see it. Lives only as long as one use. */
export interface RegistryConnection {
  readonly kind: RegistryKind
  readonly url: string
  readonly config: PublicConfig
  readonly secrets: Readonly<Record<string, Secret>>
  /** Absent: reached as everything else. */
  readonly transport?: Transport
}
