import type { IncomingMessage } from 'node:http'
import type { Digest } from '@fairlead/core'

/** Where registries differ, so that one may act like another. Each default is what the spec asks for or prefers. */
export interface RegistryBehaviour {
  /**
   * The `Location` of an upload session, absolute or relative. Requests are understood at
   * `/v2/<name>/blobs/uploads/<id>` and `/v2/<name>/blobs/upload/<id>` alike. Default: the former, relative.
   */
  readonly uploadPath?: (repository: string, id: string) => string
  /** Default `lexical`, as the spec asks. */
  readonly tagOrder?: 'lexical' | 'oldest-first'
  /** Tags on a page when the client does not say `n`. Default: all. */
  readonly tagPageSize?: number
  /** The most tags on a page, whatever `n` says. Default: no limit. */
  readonly tagPageLimit?: number
  /** Whether the referrers API answers and `OCI-Subject` is sent; else 404 MANIFEST_UNKNOWN. Default true. */
  readonly referrers?: boolean
  /** Else DELETE of a manifest or tag is 405 UNSUPPORTED. Default true. */
  readonly manifestDelete?: boolean
  /** Else DELETE of a blob is 405 UNSUPPORTED. Default true. */
  readonly blobDelete?: boolean
  /** Else DELETE of an upload session is 405 UNSUPPORTED. Default true. */
  readonly uploadCancel?: boolean
  /** Whether `_catalog` answers; else 404. Default true. */
  readonly catalog?: boolean
  /** Whether `?mount=` without `from` looks through the repositories that the caller may pull. Default true. */
  readonly anonymousMount?: boolean
  /** A longer PATCH with `Content-Range` is 416 REQUESTED_RANGE_NOT_SATISFIABLE. Default: no limit. */
  readonly maxChunkBytes?: number
  /** The most bytes of a manifest; more is 413 SIZE_INVALID. Default 4 MiB, the least that the spec allows. */
  readonly maxManifestBytes?: number
  /** Whether a manifest may be pushed before what it references. Default false: MANIFEST_BLOB_UNKNOWN. */
  readonly sparseManifests?: boolean
  /** Sends a blob GET elsewhere (307). Undefined answers it here. Not asked for HEAD. */
  readonly blobRedirect?: (
    repository: string,
    digest: Digest,
    request: IncomingMessage,
  ) => string | undefined | Promise<string | undefined>
  /** Whether an `Accept` that does not take the manifest's media type gives 404 MANIFEST_UNKNOWN. Default false. */
  readonly strictAccept?: boolean
  /** Headers of every answer, errors too; may replace those of the registry. */
  readonly headers?: (request: IncomingMessage, endpoint: Endpoint) => Readonly<Record<string, string>>
  /** Messages that replace the default ones of their codes. */
  readonly messages?: Readonly<Record<string, string>>
}

/** Which part of the API was asked; `none` for a path that is not of it. */
export type Endpoint =
  | 'base'
  | 'catalog'
  | 'manifest'
  | 'blob'
  | 'uploads'
  | 'upload'
  | 'tags'
  | 'referrers'
  | 'none'
