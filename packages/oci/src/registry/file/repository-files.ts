import { opendir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Digest } from '@fairlead/core'
import type { ManifestStore, RepositoryStore } from '../storage.ts'
import { type BlobFiles, digestsIn } from './blob-files.ts'
import { type Folder, syncFolder, unlessMissing } from './folder.ts'

const HOLDINGS = ['tags', 'manifests/sha256', 'manifests/sha512', 'blobs/sha256', 'blobs/sha512']

async function hasEntry(folder: string): Promise<boolean> {
  const entries = await unlessMissing(opendir(folder))
  if (entries === undefined) return false
  try {
    return (await entries.read()) !== null
  } finally {
    await entries.close()
  }
}

async function holdsAnything(repositoryFolder: string): Promise<boolean> {
  for (const holding of HOLDINGS) if (await hasEntry(join(repositoryFolder, holding))) return true
  return false
}

export function repositoryFiles(folder: Folder, blobs: BlobFiles, manifests: ManifestStore): RepositoryStore {
  const { paths } = folder

  async function collectNames(parent: string, into: string[]): Promise<void> {
    const entries = (await unlessMissing(readdir(parent, { withFileTypes: true }))) ?? []
    for (const entry of entries) {
      const path = join(parent, entry.name)
      if (entry.name !== '_') await collectNames(path, into)
      else if (await holdsAnything(path)) into.push(relative(paths.repositories, parent).split(sep).join('/'))
    }
  }

  async function* list(): AsyncGenerator<string> {
    const names: string[] = []
    await collectNames(paths.repositories, names)
    yield* names.sort()
  }

  /** Removes the folders of a name that hold nothing, deepest first. */
  async function prune(from: string): Promise<void> {
    for (let parent = from; parent !== paths.repositories; parent = dirname(parent)) {
      const removed = await rmdir(parent).then(
        () => true,
        () => false,
      )
      if (!removed) return
    }
  }

  return {
    list,
    exists: (repository) => holdsAnything(paths.repository(repository)),
    delete: async (repository) => {
      const home = paths.repository(repository)
      if (!(await holdsAnything(home))) return false
      const trash = await folder.temporary()
      const gone = await unlessMissing(rename(home, trash).then(() => true))
      if (!gone) return false
      await syncFolder(dirname(home))
      const digests: Digest[] = []
      for await (const digest of digestsIn(join(trash, 'blobs'))) digests.push(digest)
      await rm(trash, { recursive: true, force: true })
      for (const digest of digests) await blobs.release(digest)
      await prune(dirname(home))
      return true
    },
    size: async (repository) => {
      let total = 0
      for await (const { size } of blobs.list(repository)) total += size
      for (const { size } of await manifests.list(repository)) total += size
      return total
    },
  }
}
