import { resolve } from 'node:path'
import { type Clock, systemClock } from '@fairlead/core'
import type { Storage } from '../storage.ts'
import { blobFiles } from './blob-files.ts'
import { openFolder } from './folder.ts'
import { manifestFiles } from './manifest-files.ts'
import { storagePaths } from './paths.ts'
import { repositoryFiles } from './repository-files.ts'
import { tagFiles } from './tag-files.ts'
import { uploadFiles } from './upload-files.ts'

export interface FileStorageOptions {
  /** Gives the times that are stored. */
  readonly clock?: Clock
}

const HOUR_MS = 60 * 60 * 1000
const STALE_AFTER_MS = 24 * HOUR_MS

/**
 * A storage in a folder, which is made when something is first stored. Several processes may share one folder. Needs a
 * file system where renaming replaces atomically; where it has no hard links, a mount copies.
 */
export function createFileStorage(root: string, { clock = systemClock }: FileStorageOptions = {}): Storage {
  const folder = openFolder(storagePaths(resolve(root)))
  const tags = tagFiles(folder, clock)
  const manifests = manifestFiles(folder, tags, clock)
  const blobs = blobFiles(folder, () => repositories.list())
  const repositories = repositoryFiles(folder, blobs, manifests)
  const uploads = uploadFiles(folder, blobs, clock)
  let cleaning: Promise<unknown> = Promise.resolve()
  const clean = () => {
    // The system's own time, as this compares with the times of files. What cannot be removed now is tried again later.
    cleaning = uploads.removeStale(new Date(Date.now() - STALE_AFTER_MS)).catch(() => {})
  }
  const timer = setInterval(clean, HOUR_MS).unref()
  clean()
  return {
    repositories,
    blobs,
    manifests,
    tags,
    uploads,
    close: async () => {
      clearInterval(timer)
      await cleaning
    },
  }
}
