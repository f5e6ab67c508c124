import type { PublicConfig, RegistryConnection, RegistryKind } from '../domain/container-registry.ts'
import type { Platform } from '../values/platform.ts'
import type { Secret } from '../values/secret.ts'
import type { Check, Verification } from '../verification.ts'

/** What a client sends to a registry's token endpoint, or to the registry itself. */
export interface RegistryCredential {
  readonly username: string
  readonly password: Secret
  /** ISO 8601; for a credential that was made of another one and ends by itself, such as ECR's of 12 hours. */
  readonly expiresAt?: string
  /** For one with an end: tells the stored login that it was made of, and nothing else of it. */
  readonly origin?: string
  /** A token service on another host than the registry's that may see it, where the connection says so. */
  readonly tokenRealm?: string
}

/** One input of a registry kind's form; API, CLI and console show what it says. */
export interface FormField {
  /** Key in `config`, such as `username`. */
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly required: boolean
  readonly secret: boolean
  /** Page where the value is made, if there is one. */
  readonly link?: string
  /** An example of a value; never one that works. */
  readonly placeholder?: string
  /** The form that a value has, as a JavaScript regular expression over the whole of it. */
  readonly pattern?: string
  /** The only values there are. */
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  /** A text of several lines, such as a JSON key or PEM. */
  readonly multiline?: boolean
}

/** One way to log in with a kind: which fields it takes. Where none is filled in, the connection is anonymous. */
export interface LoginForm {
  /** `account`, `role`, `workload-identity`, … */
  readonly id: string
  readonly title: string
  readonly hint: string
  /** Names of the form's fields that this login uses. */
  readonly fields: readonly string[]
  /** Scopes, roles or permissions to pull with, and no more: `read:packages`, `roles/artifactregistry.reader`. */
  readonly leastRights: readonly string[]
}

/** A product that is connected as a generic registry, with what is peculiar to it. */
export interface RegistryPreset {
  /** `harbor` */
  readonly id: string
  readonly title: string
  readonly urlHint: string
  /** Where its credential is made and which kind is best, in a sentence or two. */
  readonly hint: string
  /** Its documentation of that. */
  readonly link: string
}

export interface RegistryForm {
  readonly title: string
  /** The fixed address of the kind; absent where the user gives it. */
  readonly url?: string
  /** Addresses of further hosts that the operator lists as the kind's. */
  readonly compatibleUrls?: readonly string[]
  readonly urlHint?: string
  /** The form of the address, as a JavaScript regular expression over the whole of it. */
  readonly urlPattern?: string
  readonly fields: readonly FormField[]
  /** The ways to log in, the recommended one first. */
  readonly logins: readonly LoginForm[]
  /** Whether the kind can be connected without a credential. */
  readonly anonymous: boolean
  /** The steps to a credential, imperative, one sentence each. */
  readonly steps: readonly string[]
  readonly presets?: readonly RegistryPreset[]
}

/** What a user typed: not yet checked. */
export interface RegistryDraft {
  readonly url?: string | undefined
  readonly config: Readonly<Record<string, unknown>>
}

export interface ParsedDraft {
  readonly url: string
  readonly config: PublicConfig
  readonly secrets: Readonly<Record<string, Secret>>
}

export interface VerifyRequest {
  /** Also prove that the credential may push. */
  readonly push?: boolean
  /** `repository[:tag]` without the host, to prove the pull with; else the provider picks a visible one. */
  readonly image?: string
  /** A platform that `image` must offer. */
  readonly platform?: Platform
  /** Expiry known from an earlier verification (ISO 8601): GitHub answers the same to expired and revoked tokens. */
  readonly knownExpiry?: string | null
  /** When the credential ends as its owner said it (ISO 8601); told of where the vendor does not tell. */
  readonly statedExpiry?: string | null
  /** Asks with a credential that was remembered as refused; else it is not shown to the registry again. */
  readonly again?: boolean
  /** Called as each check begins. */
  onStart?(check: Pick<Check, 'id' | 'title'>): void
  /** Called as each check ends, in the order in which they end. */
  onCheck?(check: Check): void
}

/** An image of a registry as a list shows it. */
export interface CatalogImage {
  /** Repository without the host: `acme/app`. */
  readonly repository: string
  readonly visibility?: 'public' | 'private' | 'internal'
  readonly linkedRepository?: string
  readonly updatedAt?: string
  /** Manifests of the image, those without a tag and those of single platforms among them. */
  readonly versionCount?: number
}

/** A tag as a registry that keeps more than its name tells of it. */
export interface CatalogTag {
  readonly name: string
  /** Digest of its manifest. */
  readonly digest?: string
  /** ISO 8601: when the manifest was pushed. */
  readonly createdAt?: string
  /** ISO 8601: when its tags last changed. */
  readonly updatedAt?: string
}

export interface CatalogTags {
  readonly tags: readonly CatalogTag[]
  /** Where the list goes on; absent at its end. */
  readonly next?: string
}

/** One registry kind. Adapters are plain objects from factories. */
export interface RegistryProvider {
  readonly kind: RegistryKind
  readonly form: RegistryForm
  /** Whether an image's host is one of this kind by its name alone: `ghcr.io`, `<account>.dkr.ecr.<region>.amazonaws.com`. */
  recognizes(host: string): boolean
  /** Checks and normalizes what a user typed. Throws `request.invalid`, whose issues name every field at fault. */
  parse(draft: RegistryDraft): ParsedDraft
  /**
   * Asks everything there is to ask and reports all of it. Never throws for what the registry or its API does;
   * throws `operation.canceled` when the signal fires. Each question has its own time limit.
   */
  verify(connection: RegistryConnection, request: VerifyRequest, signal: AbortSignal): Promise<Verification>
  /** The credential that pulls with this connection; undefined for an anonymous one. */
  credential(connection: RegistryConnection, signal: AbortSignal): Promise<RegistryCredential | undefined>
  /** Images behind the connection whose repository contains `search`. Absent where a registry has no catalog. */
  images?(connection: RegistryConnection, search: string, signal: AbortSignal): AsyncIterable<CatalogImage>
  /**
   * A stretch of an image's tags, newest first: the first one, or that from a `next`. Absent where a registry tells
   * nothing of a tag but its name. Throws `operation.unsupported` where it does not tell it of this image.
   */
  tags?(
    connection: RegistryConnection,
    repository: string,
    from: string | undefined,
    signal: AbortSignal,
  ): Promise<CatalogTags>
}
