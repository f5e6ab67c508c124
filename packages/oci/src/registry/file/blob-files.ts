import { copyFile, link, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Digest, type DigestAlgorithm, digestAlgorithm, isDigest } from '@fairlead/core'
import { createDigester } from '../../spec/index.ts'
import { RegistryFault } from '../fault.ts'
import type { BlobStore, StoredBlob } from '../storage.ts'
import { BUFFER_BYTES, writeContent } from './content-writer.ts'
import { type Folder, isMissing, unlessMissing, withFile } from './folder.ts'

export interface BlobFiles extends BlobStore {
  /** Makes a finished, synced file of that digest a blob of the repository. The file is gone afterwards. */
  place(source: string, repository: string, digest: Digest): Promise<StoredBlob>
  /** Removes the shared link of a blob that no repository holds any more. */
  release(digest: Digest): Promise<void>
}

const exists = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** Why a hard link cannot be made on this file system, or not one more of this file. */
const unlinkable = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['EMLINK', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV'].includes(String(error.code))

/** Digests whose files lie in a folder that has one folder for each algorithm. */
export async function* digestsIn(folder: string): AsyncGenerator<Digest> {
  for (const algorithm of ['sha256', 'sha512'] as const satisfies readonly DigestAlgorithm[]) {
    for (const hex of (await unlessMissing(readdir(join(folder, algorithm)))) ?? []) {
      const digest = `${algorithm}:${hex}`
      if (isDigest(digest)) yield digest
    }
  }
}

export function blobFiles(folder: Folder, repositories: () => AsyncIterable<string>): BlobFiles {
  const { paths } = folder

  async function get(repository: string, digest: Digest): Promise<StoredBlob | undefined> {
    const found = await unlessMissing(stat(paths.blob(repository, digest)))
    return found && { digest, size: found.size }
  }

  /** Links `source` to `path`; false when `source` is not there. Something at `path` already is as good. */
  async function linkTo(source: string, path: string): Promise<boolean> {
    try {
      await link(source, path)
    } catch (error) {
      if (isMissing(error) && (await unlessMissing(stat(source))) === undefined) return false
      if (!exists(error)) throw error
    }
    return true
  }

  async function copyTo(source: string, path: string): Promise<boolean> {
    const copy = await folder.temporary()
    const copied = await unlessMissing(copyFile(source, copy).then(() => true))
    if (!copied) return false
    await withFile(copy, 'r+', (handle) => handle.sync())
    await rename(copy, path)
    return true
  }

  async function share(path: string, digest: Digest): Promise<void> {
    const shared = paths.sharedBlob(digest)
    try {
      await folder.placing(shared, async () => {
        await linkTo(path, shared)
      })
    } catch (error) {
      // The shared link only saves space. Without it the blob is kept once more by the next repository.
      if (!unlinkable(error)) throw error
    }
  }

  async function place(source: string, repository: string, digest: Digest): Promise<StoredBlob> {
    const path = paths.blob(repository, digest)
    const { size } = await stat(source)
    let shared = false
    await folder.placing(path, async () => {
      shared = await linkTo(paths.sharedBlob(digest), path).catch((error) => {
        if (unlinkable(error)) return false
        throw error
      })
      if (!shared) await rename(source, path)
    })
    if (shared) await rm(source, { force: true })
    else await share(path, digest)
    return { digest, size }
  }

  async function release(digest: Digest): Promise<void> {
    const shared = paths.sharedBlob(digest)
    const found = await unlessMissing(stat(shared))
    // Who links it between these two lines keeps the content: only the shared name goes.
    if (found?.nlink === 1) await rm(shared, { force: true })
  }

  return {
    get,
    place,
    release,
    open: async (repository, digest, range) => {
      const handle = await unlessMissing(open(paths.blob(repository, digest), 'r'))
      if (handle === undefined) return undefined
      try {
        const { size } = await handle.stat()
        const stream = handle.createReadStream({ highWaterMark: BUFFER_BYTES, ...range })
        return { digest, size, stream }
      } catch (error) {
        await handle.close()
        throw error
      }
    },
    put: async (repository, content, expected) => {
      paths.repository(repository)
      const digester = createDigester(expected ? digestAlgorithm(expected) : 'sha256')
      const source = await folder.temporary()
      try {
        await withFile(source, 'wx', async (handle) => {
          await writeContent(handle, content, 0, digester)
          await handle.sync()
        })
        const digest = digester.digest()
        if (expected !== undefined && digest !== expected) throw new RegistryFault('DIGEST_INVALID')
        return await place(source, repository, digest)
      } catch (error) {
        await rm(source, { force: true })
        throw error
      }
    },
    mount: async (repository, digest, from) => {
      const source = paths.blob(from, digest)
      const path = paths.blob(repository, digest)
      if ((await unlessMissing(stat(source))) === undefined) return undefined
      let mounted = false
      await folder.placing(path, async () => {
        mounted = await linkTo(source, path).catch((error) => {
          if (unlinkable(error)) return copyTo(source, path)
          throw error
        })
      })
      return mounted ? await get(repository, digest) : undefined
    },
    delete: async (repository, digest) => {
      const found = await folder.remove(paths.blob(repository, digest))
      if (found) await release(digest)
      return found
    },
    list: async function* (repository) {
      for await (const digest of digestsIn(join(paths.repository(repository), 'blobs'))) {
        const blob = await get(repository, digest)
        if (blob) yield blob
      }
    },
    holders: async function* (digest) {
      for await (const repository of repositories()) if (await get(repository, digest)) yield repository
    },
  }
}
