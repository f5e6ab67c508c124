import type { Clock, Digest, Exchange, RegistryCredential } from '@fairlead/core'
import type { Fetch } from '../net/index.ts'
import type { Challenge, Descriptor, Manifest } from '../spec/index.ts'

/** How often and how long a request is repeated. All times in milliseconds. */
export interface RetrySettings {
  /** Requests in all, the first included. Default 4. */
  readonly attempts?: number
  /** Wait before the second request; doubles with each further one, less a random part. Default 250. */
  readonly baseMs?: number
  /** Longest wait; a `Retry-After` beyond it ends the attempts with `registry.rate_limited`. Default 20,000. */
  readonly maxMs?: number
  /** Waits, and rejects with the signal's reason when it fires. A seam for tests. */
  sleep?(ms: number, signal: AbortSignal): Promise<void>
  /** From 0 to 1. A seam for tests. */
  random?(): number
}

/** Longest silences that are borne, in milliseconds. */
export interface TimeLimits {
  /** From the request to the head of its answer. Default 30,000. */
  readonly answerMs?: number
  /** As `answerMs` for the request that ends an upload: a registry may check the whole blob. Default 300,000. */
  readonly commitMs?: number
  /** Between two pieces of a body. Default 60,000. */
  readonly idleMs?: number
}

export interface RegistryClientOptions {
  /** With its scheme: `https://ghcr.io`. A path is kept: `https://nexus.acme.com/repository/docker`. */
  readonly url: string
  /** Absent: anonymous. */
  readonly credential?: RegistryCredential | undefined
  readonly fetch: Fetch
  readonly clock?: Clock
  readonly retry?: RetrySettings
  readonly limits?: TimeLimits
  /** The `WWW-Authenticate` header that the registry is known to send: saves asking for it, until it sends another. */
  readonly challenge?: string
  /** Whether a token realm that is not on the registry's own host may be given the credential, beside its `tokenRealm`. */
  trustRealm?(realm: URL): boolean
  /** Called for every request that was made, tokens' included. Holds no secret. */
  onExchange?(exchange: Exchange): void
}

/** What `GET /v2/` told, asked without a credential. */
export interface Ping {
  readonly status: number
  /** Whether the answer is one that a registry gives, and not a web page. */
  readonly isRegistry: boolean
  readonly challenge?: Challenge
  /** Where the registry wants to send us; not followed. */
  readonly redirectedTo?: string
  readonly contentType?: string
  /** Milliseconds since 1970 by the server's `Date` header. */
  readonly serverTime?: number
  readonly exchange: Exchange
}

/** Inclusive positions, as in a `Range` header. */
export interface ByteRange {
  readonly start: number
  readonly end?: number
}

export interface BlobContent {
  /** Bytes of `body`: of the blob, or of the range. */
  readonly size: number
  /** Errors with `image.digest_mismatch` at its end when the bytes are others (never for a range). */
  readonly body: ReadableStream<Uint8Array>
}

export interface FetchedManifest {
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
  readonly content: Manifest
}

/** Opens the content anew for each attempt. */
export type OpenContent = () => AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>

export type RepositoryAction = 'pull' | 'push'

/**
 * One registry, as one identity. Every method throws AppErrors: `credential.refused` (the credential is no good, or
 * none was given where one is needed), `credential.denied` (it is good, but not for this), `image.not_found`,
 * `image.digest_mismatch`, `registry.unreachable` (its `cause` is the network's error, if there was one),
 * `registry.bad_answer`, `registry.rate_limited`, `egress.denied`, `operation.canceled`. Their `details` are
 * FailureDetails.
 */
export interface RegistryClient {
  /** Base address without a trailing slash: Docker Hub's names become `https://registry-1.docker.io`. */
  readonly url: string
  /** Asks `GET /v2/` once, without a credential. Throws only when no answer comes. */
  ping(signal: AbortSignal): Promise<Ping>
  /**
   * Logs in as `docker login` does. With a repository, gets a token for the actions there; proves little about them,
   * since a registry may grant less than was asked.
   */
  authenticate(
    signal: AbortSignal,
    access?: { readonly repository: string; readonly actions: readonly RepositoryAction[] },
  ): Promise<{ readonly scheme: 'none' | 'basic' | 'bearer' }>
  /** By HEAD; by GET where HEAD tells too little. `reference` is a tag or a digest. */
  resolve(repository: string, reference: string, signal: AbortSignal): Promise<Descriptor>
  /** At most 4 MiB; the digest is checked. */
  manifest(repository: string, reference: string, signal: AbortSignal): Promise<FetchedManifest>
  /** A closed line is taken up again where it broke. */
  blob(repository: string, digest: Digest, signal: AbortSignal, range?: ByteRange): Promise<BlobContent>
  /** A small blob at once, such as a config: `registry.bad_answer` when it is larger than `maxBytes`. */
  blobBytes(repository: string, digest: Digest, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>
  hasBlob(repository: string, digest: Digest, signal: AbortSignal): Promise<boolean>
  /** Skips what the registry has. `image.digest_mismatch` when the content is not what the digest and size say. */
  pushBlob(
    repository: string,
    blob: { readonly digest: Digest; readonly size: number },
    open: OpenContent,
    signal: AbortSignal,
  ): Promise<{ readonly uploaded: boolean }>
  /** False when the registry would rather have the blob uploaded. */
  mountBlob(
    repository: string,
    blob: { readonly digest: Digest; readonly from: string },
    signal: AbortSignal,
  ): Promise<boolean>
  /** `reference` is a tag, or the digest of the bytes. */
  pushManifest(
    repository: string,
    reference: string,
    bytes: Uint8Array,
    mediaType: string,
    signal: AbortSignal,
  ): Promise<Digest>
  /** In the registry's order, page by page. */
  tags(repository: string, signal: AbortSignal): AsyncIterable<string>
  /** Repositories, in the registry's order, page by page; many registries have no such list, or show it to administrators. */
  catalog(signal: AbortSignal): AsyncIterable<string>
  /** Begins an upload and gives it up: proves the right to push and leaves nothing behind. */
  probePush(repository: string, signal: AbortSignal): Promise<{ readonly canceled: boolean }>
}

/** `details` of every AppError that the client throws. */
export interface FailureDetails {
  /** HTTP status of the answer; absent when none came. */
  readonly status?: number
  /** First code and message of the answer's `errors`. */
  readonly ociCode?: string
  readonly ociMessage?: string
  /** True when it was the token endpoint that answered. */
  readonly fromTokenEndpoint?: boolean
  /** Its address, without the query. */
  readonly realm?: string
  /** Where the registry has its tokens from, on another host that nobody vouches for: it was not asked. */
  readonly untrustedRealm?: string
  /** True when no credential was given. */
  readonly anonymous?: boolean
  /** How long the registry asks to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** The request that failed. */
  readonly exchange?: Exchange
  /** All requests of the operation, in order. */
  readonly exchanges?: readonly Exchange[]
}
