import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Digest, digestAlgorithm, digestHex, isDigest } from '@fairlead/core'
import { digestOf, parseManifest } from '../../spec/index.ts'
import type { ManifestStore, StoredManifest, TagStore } from '../storage.ts'
import { digestsIn } from './blob-files.ts'
import { type Folder, unlessMissing } from './folder.ts'

/** The first line of a manifest's file. */
type Header = Pick<StoredManifest, 'mediaType' | 'createdAt' | 'subject' | 'artifactType' | 'annotations'>

const NEWLINE = 0x0a

/** What the referrers API needs to know of a manifest; nothing for content that is none. */
function factsOf(
  bytes: Uint8Array,
  mediaType: string,
): Pick<Header, 'subject' | 'artifactType' | 'annotations'> {
  try {
    const manifest = parseManifest(bytes, mediaType)
    const artifactType =
      manifest.artifactType ?? (manifest.kind === 'image' ? manifest.config.mediaType : undefined)
    return {
      ...(artifactType === undefined ? {} : { artifactType }),
      ...(manifest.subject === undefined ? {} : { subject: manifest.subject.digest }),
      ...(manifest.subject && manifest.annotations ? { annotations: manifest.annotations } : {}),
    }
  } catch {
    return {}
  }
}

const byAge = (a: StoredManifest, b: StoredManifest): number =>
  a.createdAt.localeCompare(b.createdAt) || a.digest.localeCompare(b.digest)

export function manifestFiles(folder: Folder, tags: TagStore, clock: Clock): ManifestStore {
  const { paths } = folder

  async function read(repository: string, digest: Digest) {
    const file = await unlessMissing(readFile(paths.manifest(repository, digest)))
    if (file === undefined) return undefined
    const end = file.indexOf(NEWLINE)
    // Only `put` below writes these files, each in one step.
    const header = JSON.parse(file.toString('utf8', 0, end)) as Header
    const bytes = file.subarray(end + 1)
    return { ...header, digest, size: bytes.length, bytes }
  }

  async function get(repository: string, digest: Digest): Promise<StoredManifest | undefined> {
    const found = await read(repository, digest)
    if (found === undefined) return undefined
    const { bytes: _, ...manifest } = found
    return manifest
  }

  async function all(repository: string, digests: AsyncIterable<Digest>): Promise<StoredManifest[]> {
    const manifests: StoredManifest[] = []
    for await (const digest of digests) {
      const manifest = await get(repository, digest)
      if (manifest) manifests.push(manifest)
    }
    return manifests.sort(byAge)
  }

  async function* referring(repository: string, subject: Digest): AsyncGenerator<Digest> {
    for (const name of (await unlessMissing(readdir(paths.referrers(repository, subject)))) ?? []) {
      const digest = name.replace('-', ':')
      if (isDigest(digest)) yield digest
    }
  }

  async function removeTagsOf(repository: string, digest: Digest): Promise<void> {
    for (const tag of await tags.list(repository)) {
      if (tag.digest === digest) await tags.delete(repository, tag.name)
    }
  }

  return {
    get,
    read,
    put: async (repository, bytes, mediaType, algorithm = 'sha256') => {
      const digest = digestOf(algorithm, bytes)
      const path = paths.manifest(repository, digest)
      // A blob may be seen while its own upload is still unanswered; the manifest must not outlast it.
      for (const algorithm of ['sha256', 'sha512']) {
        await folder.sync(join(paths.repository(repository), 'blobs', algorithm))
      }
      const before = await get(repository, digest)
      const header: Header = {
        mediaType,
        createdAt: before?.createdAt ?? clock.now().toISOString(),
        ...factsOf(bytes, mediaType),
      }
      if (header.subject) {
        // Before the manifest: a name here without a manifest is passed over, one that is missing would be lost. For
        // the same reason it outlives the manifest, and serves again when that comes back.
        const name = `${digestAlgorithm(digest)}-${digestHex(digest)}`
        await folder.write(join(paths.referrers(repository, header.subject), name), new Uint8Array())
      }
      if (before?.mediaType === mediaType) {
        await folder.sync(join(path, '..'))
      } else {
        await folder.write(path, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes]))
      }
      return { ...header, digest, size: bytes.length }
    },
    delete: async (repository, digest) => {
      const path = paths.manifest(repository, digest)
      if ((await unlessMissing(stat(path))) === undefined) return false
      // Tags go first, so that none is left pointing nowhere; and once more for one that was put meanwhile.
      await removeTagsOf(repository, digest)
      const found = await folder.remove(path)
      await removeTagsOf(repository, digest)
      return found
    },
    list: (repository) => all(repository, digestsIn(join(paths.repository(repository), 'manifests'))),
    referrers: (repository, subject) => all(repository, referring(repository, subject)),
  }
}
