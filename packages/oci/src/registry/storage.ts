import type { Readable } from 'node:stream'
import type { Digest, DigestAlgorithm } from '@fairlead/core'

/** Content to store: whole, or in pieces. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>

export interface StoredBlob {
  readonly digest: Digest
  /** Bytes. */
  readonly size: number
}

/** Bytes `start` to `end`, both included and counted from 0. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Blobs belong to a repository: one that was pushed to `a/x` is not seen from `b/y` until it is mounted there. */
export interface BlobStore {
  get(repository: string, digest: Digest): Promise<StoredBlob | undefined>
  /** The caller reads the stream to its end or destroys it. */
  open(
    repository: string,
    digest: Digest,
    range?: ByteRange,
  ): Promise<(StoredBlob & { readonly stream: Readable }) | undefined>
  /** Stores content at once. Throws `RegistryFault` DIGEST_INVALID when `expected` is given and differs. */
  put(repository: string, content: Content, expected?: Digest): Promise<StoredBlob>
  /** Makes a blob of `from` seen in `repository` as well; undefined when `from` has none of that digest. */
  mount(repository: string, digest: Digest, from: string): Promise<StoredBlob | undefined>
  /** False when there was none. */
  delete(repository: string, digest: Digest): Promise<boolean>
  list(repository: string): AsyncIterable<StoredBlob>
  /** Repositories in which the blob is seen. */
  holders(digest: Digest): AsyncIterable<string>
}

export interface StoredManifest {
  readonly digest: Digest
  readonly mediaType: string
  /** Bytes. */
  readonly size: number
  /** ISO 8601; when this digest first came to the repository. */
  readonly createdAt: string
  /** The manifest that this one refers to. */
  readonly subject?: Digest
  /** As the referrers API reports it: the manifest's own, or its config's media type. */
  readonly artifactType?: string
  /** Kept here for manifests with a subject only; the referrers API reports them. */
  readonly annotations?: Readonly<Record<string, string>>
}

export interface ManifestStore {
  get(repository: string, digest: Digest): Promise<StoredManifest | undefined>
  read(
    repository: string,
    digest: Digest,
  ): Promise<(StoredManifest & { readonly bytes: Uint8Array }) | undefined>
  /**
   * Stores the bytes as they are; does not look whether what they reference exists (`Registry.putManifest` does).
   * `algorithm` is sha256 unless told. Putting the same manifest again keeps its `createdAt`.
   */
  put(
    repository: string,
    bytes: Uint8Array,
    mediaType: string,
    algorithm?: DigestAlgorithm,
  ): Promise<StoredManifest>
  /** Removes the manifest and every tag that points to it; false when there was none. */
  delete(repository: string, digest: Digest): Promise<boolean>
  /** Oldest first. */
  list(repository: string): Promise<readonly StoredManifest[]>
  /** Manifests whose subject is `subject`, oldest first. The subject itself need not exist. */
  referrers(repository: string, subject: Digest): Promise<readonly StoredManifest[]>
}

export interface StoredTag {
  readonly name: string
  readonly digest: Digest
  /** ISO 8601; when the name first appeared (deleting it forgets this). */
  readonly createdAt: string
  /** ISO 8601; when it last came to point to `digest`. */
  readonly updatedAt: string
}

export interface TagStore {
  get(repository: string, name: string): Promise<StoredTag | undefined>
  /** Points the tag to a manifest of the repository, which is not checked here. */
  put(repository: string, name: string, digest: Digest): Promise<StoredTag>
  delete(repository: string, name: string): Promise<boolean>
  /** In no particular order: `tagsInOrder` sorts. */
  list(repository: string): Promise<readonly StoredTag[]>
}

export interface UploadSession {
  readonly id: string
  readonly repository: string
  /** Bytes received so far. */
  readonly size: number
  /** ISO 8601. */
  readonly startedAt: string
}

export interface AppendOptions {
  /** Where the content claims to begin, in bytes; refused unless it is the session's size. */
  readonly offset?: number
  /** The algorithm of the commit, where it is known by now: hashing then happens while bytes arrive. */
  readonly algorithm?: DigestAlgorithm
}

/** Uploads in progress. They outlive a restart; a stale one is removed after a day. */
export interface UploadStore {
  start(repository: string): Promise<UploadSession>
  get(repository: string, id: string): Promise<UploadSession | undefined>
  /**
   * Adds bytes at the session's end. What arrived before a failure of `content` is kept.
   * Throws `RegistryFault` BLOB_UPLOAD_UNKNOWN, or BLOB_UPLOAD_INVALID (416) for a wrong offset or a busy session.
   */
  append(repository: string, id: string, content: Content, options?: AppendOptions): Promise<UploadSession>
  /**
   * Makes the received bytes a blob, durably, and ends the session.
   * Throws `RegistryFault` BLOB_UPLOAD_UNKNOWN, or DIGEST_INVALID, after which the session is gone too.
   */
  commit(repository: string, id: string, digest: Digest): Promise<StoredBlob>
  /** False when there was none. */
  cancel(repository: string, id: string): Promise<boolean>
  /** Removes sessions and leftovers that nobody touched since then; gives their number. */
  removeStale(olderThan: Date): Promise<number>
}

export interface RepositoryStore {
  /** In the order of their names. A repository exists while it has a blob, a manifest or a tag. */
  list(): AsyncIterable<string>
  exists(repository: string): Promise<boolean>
  /** Removes all that the repository holds, at once; repositories below its name stay. False when there was none. */
  delete(repository: string): Promise<boolean>
  /** Bytes of its manifests and blobs, each digest once. */
  size(repository: string): Promise<number>
}

/** Where a registry keeps what was pushed. Every promise that resolves stands for a durable change. */
export interface Storage {
  readonly repositories: RepositoryStore
  readonly blobs: BlobStore
  readonly manifests: ManifestStore
  readonly tags: TagStore
  readonly uploads: UploadStore
  /** Stops its housekeeping. */
  close(): Promise<void>
}
