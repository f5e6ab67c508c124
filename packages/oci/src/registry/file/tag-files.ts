import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@fairlead/core'
import type { StoredTag, TagStore } from '../storage.ts'
import { type Folder, unlessMissing } from './folder.ts'

async function readTag(path: string): Promise<StoredTag | undefined> {
  const text = await unlessMissing(readFile(path, 'utf8'))
  // Only `put` below writes these files, each in one step.
  return text === undefined ? undefined : (JSON.parse(text) as StoredTag)
}

export function tagFiles(folder: Folder, clock: Clock): TagStore {
  const { paths } = folder
  return {
    get: (repository, name) => readTag(paths.tag(repository, name)),
    put: async (repository, name, digest) => {
      const path = paths.tag(repository, name)
      const before = await readTag(path)
      if (before?.digest === digest) {
        await folder.sync(paths.tags(repository))
        return before
      }
      const now = clock.now().toISOString()
      const tag: StoredTag = { name, digest, createdAt: before?.createdAt ?? now, updatedAt: now }
      await folder.write(path, Buffer.from(JSON.stringify(tag)))
      return tag
    },
    delete: (repository, name) => folder.remove(paths.tag(repository, name)),
    list: async (repository) => {
      const names = (await unlessMissing(readdir(paths.tags(repository)))) ?? []
      const tags = await Promise.all(names.map((name) => readTag(join(paths.tags(repository), name))))
      return tags.filter((tag) => tag !== undefined)
    },
  }
}
