import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { unlessMissing } from './folder.ts'
import type { Paths } from './paths.ts'

const entriesOf = async (folder: string): Promise<string[]> => (await unlessMissing(readdir(folder))) ?? []

/** When the folder, or a file in it, was last changed; milliseconds since 1970. */
async function lastTouched(path: string): Promise<number> {
  const found = await unlessMissing(stat(path))
  if (found === undefined) return 0
  const inside = found.isDirectory() ? await entriesOf(path) : []
  const times = await Promise.all(
    inside.map(async (name) => (await unlessMissing(stat(join(path, name))))?.mtimeMs ?? 0),
  )
  return Math.max(found.mtimeMs, ...times)
}

async function removeOld(
  folder: string,
  olderThan: Date,
  inUse: (name: string) => boolean = () => false,
): Promise<number> {
  let removed = 0
  for (const name of await entriesOf(folder)) {
    const path = join(folder, name)
    if (inUse(name) || (await lastTouched(path)) >= olderThan.getTime()) continue
    await rm(path, { recursive: true, force: true })
    removed++
  }
  return removed
}

/** Shared names of blobs whose last repository went while the process did, too. */
async function removeUnheld(shared: string): Promise<number> {
  let removed = 0
  for (const algorithm of await entriesOf(shared)) {
    for (const prefix of await entriesOf(join(shared, algorithm))) {
      for (const hex of await entriesOf(join(shared, algorithm, prefix))) {
        const path = join(shared, algorithm, prefix, hex)
        if ((await unlessMissing(stat(path)))?.nlink !== 1) continue
        await rm(path, { force: true })
        removed++
      }
    }
  }
  return removed
}

/** Removes what crashes and clients that went away have left behind; gives the number of things removed. */
export async function removeStale(
  paths: Paths,
  olderThan: Date,
  inUse: (uploadId: string) => boolean,
): Promise<number> {
  const uploads = await removeOld(paths.uploads, olderThan, inUse)
  const temporary = await removeOld(paths.temporary, olderThan)
  return uploads + temporary + (await removeUnheld(paths.shared))
}
