import { AppError, type Clock, type Digest, digestAlgorithm, isDigest, isTag } from '@fairlead/core'
import { type Descriptor, digestOf, isForeignLayer, type Manifest, parseManifest } from '../spec/index.ts'
import { RegistryFault } from './fault.ts'
import { isRepositoryName } from './names.ts'
import type { PushEvent } from './registry.ts'
import type { Storage } from './storage.ts'

export interface ManifestPush {
  readonly repository: string
  /** A tag or a digest. */
  readonly reference: string
  readonly bytes: Uint8Array
  /** The Content-Type; empty when there was none. */
  readonly mediaType: string
  /** Further tags for a manifest that is pushed by digest. */
  readonly tags?: readonly string[]
  /** Whether it may reference what is not in the repository. */
  readonly sparse?: boolean
}

export interface PushedManifest {
  readonly digest: Digest
  readonly subject?: Digest
  /** One for each tag, or one for the digest where there is no tag. */
  readonly events: readonly PushEvent[]
}

/** How many descriptors' existence is asked for at once. */
const PARALLEL = 16

function parse(bytes: Uint8Array, mediaType: string): Manifest {
  try {
    return parseManifest(bytes, mediaType)
  } catch (error) {
    if (error instanceof AppError) throw new RegistryFault('MANIFEST_INVALID', { message: error.message })
    throw error
  }
}

/** What must be in the repository before the manifest; its subject may come later, and foreign layers never. */
function required(manifest: Manifest): readonly Descriptor[] {
  if (manifest.kind === 'index') return manifest.manifests
  return [manifest.config, ...manifest.layers.filter(({ mediaType }) => !isForeignLayer(mediaType))]
}

async function isPresent(storage: Storage, repository: string, kind: Manifest['kind'], digest: Digest) {
  if (kind === 'index' && (await storage.manifests.get(repository, digest))) return true
  return (await storage.blobs.get(repository, digest)) !== undefined
}

async function findMissing(storage: Storage, repository: string, manifest: Manifest): Promise<Digest[]> {
  const digests = [...new Set(required(manifest).map(({ digest }) => digest))]
  const missing: Digest[] = []
  for (let from = 0; from < digests.length; from += PARALLEL) {
    const some = digests.slice(from, from + PARALLEL)
    const present = await Promise.all(
      some.map((digest) => isPresent(storage, repository, manifest.kind, digest)),
    )
    missing.push(...some.filter((_, position) => !present[position]))
  }
  return missing
}

function checkedTags({ reference, tags = [] }: ManifestPush): readonly string[] {
  const all = isDigest(reference) ? [...new Set(tags)] : [reference]
  for (const tag of all) {
    if (tag.includes(':')) throw new RegistryFault('DIGEST_INVALID', { message: 'the digest is malformed' })
    if (!isTag(tag)) throw new RegistryFault('MANIFEST_INVALID', { message: 'the tag is malformed' })
  }
  return all
}

/**
 * Checks a manifest and stores it, durably. Throws `RegistryFault`.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
export async function pushManifest(
  storage: Storage,
  clock: Clock,
  push: ManifestPush,
): Promise<PushedManifest> {
  const { repository, reference, bytes } = push
  if (!isRepositoryName(repository)) throw new RegistryFault('NAME_INVALID')
  const tags = checkedTags(push)
  const algorithm = isDigest(reference) ? digestAlgorithm(reference) : 'sha256'
  if (isDigest(reference) && digestOf(algorithm, bytes) !== reference) {
    throw new RegistryFault('DIGEST_INVALID')
  }
  const manifest = parse(bytes, push.mediaType)
  const missing = push.sparse ? [] : await findMissing(storage, repository, manifest)
  if (missing.length > 0) {
    throw new RegistryFault('MANIFEST_BLOB_UNKNOWN', { detail: { digests: missing } })
  }
  const { digest, mediaType, size } = await storage.manifests.put(
    repository,
    bytes,
    manifest.mediaType,
    algorithm,
  )
  for (const tag of tags) await storage.tags.put(repository, tag, digest)
  const event = { repository, digest, mediaType, size, time: clock.now().toISOString() }
  return {
    digest,
    ...(manifest.subject ? { subject: manifest.subject.digest } : {}),
    events:
      tags.length === 0
        ? [{ ...event, reference: digest }]
        : tags.map((tag) => ({ ...event, reference: tag, tag })),
  }
}
