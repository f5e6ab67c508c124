import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock, Digest } from '@fairlead/core'
import type { Authorize } from './access.ts'
import type { RegistryBehaviour } from './behaviour.ts'
import type { Storage } from './storage.ts'

/** A manifest became durable. */
export interface PushEvent {
  readonly repository: string
  /** The tag or digest that it was put under. */
  readonly reference: string
  /** Absent when it was put by digest. */
  readonly tag?: string
  readonly digest: Digest
  readonly mediaType: string
  /** Bytes of the manifest itself. */
  readonly size: number
  /** ISO 8601. */
  readonly time: string
}

export interface RegistryOptions {
  readonly storage: Storage
  /** Everyone may do everything when absent. */
  readonly authorize?: Authorize
  readonly behaviour?: RegistryBehaviour
  /**
   * Called, and awaited, after a manifest is durable and before its PUT is answered. When it throws the PUT is
   * answered with 500; the client's retry calls it again.
   */
  readonly onPush?: (event: PushEvent) => void | Promise<void>
  /** Failures of the registry itself, for the log; the client gets a bare 500. */
  readonly onError?: (error: unknown, request: IncomingMessage) => void
  readonly clock?: Clock
  /** A connection on which nothing moves for so long in the middle of a body is ended. Default 120,000. */
  readonly idleTimeoutMs?: number
}

export interface Registry {
  readonly storage: Storage
  /** Answers a request under `/v2/`. Never rejects, and always ends the response. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /**
   * Puts a manifest in-process, with the checks of the HTTP API and `onPush`, but without `authorize`.
   * Throws `RegistryFault` MANIFEST_INVALID, MANIFEST_BLOB_UNKNOWN, DIGEST_INVALID, NAME_INVALID.
   */
  putManifest(repository: string, reference: string, bytes: Uint8Array, mediaType: string): Promise<PushEvent>
}
