import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { Paths } from './paths.ts'

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** The value, or undefined where the file or folder does not exist. */
export async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Changes to a folder that survive the end of the process and of the machine's power. */
export interface Folder {
  readonly paths: Paths
  /** Makes the folder and those above it. They are durable once this resolves. */
  ensure(folder: string): Promise<void>
  /** Makes the names in a folder durable: those added, and those gone. */
  sync(folder: string): Promise<void>
  /** A path for a file that is not yet in place. */
  temporary(): Promise<string>
  /** Puts a whole file in place, so that a reader sees the old one or the new one and nothing else. */
  write(path: string, bytes: Uint8Array): Promise<void>
  /** Runs `place` with the folder of `path` present, then syncs that folder; for renames and links to `path`. */
  placing(path: string, place: () => Promise<void>): Promise<void>
  /** Removes a file and syncs its folder; false when it was not there. */
  remove(path: string): Promise<boolean>
}

// The folder of another process's deletion may vanish between its making and its use; nobody deletes this often.
const ATTEMPTS = 5
const REMEMBERED_FOLDERS = 10_000

export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its file systems journal the names themselves.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function openFolder(paths: Paths): Folder {
  const durable = new Set<string>()

  async function ensure(folder: string): Promise<void> {
    if (durable.has(folder)) return
    await mkdir(folder, { recursive: true })
    // Whoever made a folder above may not have synced it yet, so each is synced once by each process.
    for (let parent = dirname(folder); parent.startsWith(paths.root); parent = dirname(parent)) {
      await syncFolder(parent)
      if (parent === paths.root || durable.has(parent)) break
    }
    if (durable.size >= REMEMBERED_FOLDERS) durable.clear()
    durable.add(folder)
  }

  function forget(folder: string): void {
    for (const known of durable) {
      if (known === folder || known.startsWith(folder + sep) || folder.startsWith(known + sep)) {
        durable.delete(known)
      }
    }
  }

  async function placing(path: string, place: () => Promise<void>): Promise<void> {
    const folder = dirname(path)
    for (let attempt = 1; ; attempt++) {
      try {
        await ensure(folder)
        await place()
        await syncFolder(folder)
        return
      } catch (error) {
        if (!isMissing(error) || attempt === ATTEMPTS) throw error
        forget(folder)
      }
    }
  }

  async function temporary(): Promise<string> {
    await ensure(paths.temporary)
    return join(paths.temporary, randomUUID())
  }

  return {
    paths,
    ensure,
    placing,
    temporary,
    sync: async (folder) => {
      await unlessMissing(syncFolder(folder))
    },
    write: async (path, bytes) => {
      const source = await temporary()
      try {
        await withFile(source, 'wx', async (handle) => {
          await handle.writeFile(bytes)
          await handle.sync()
        })
        await placing(path, () => rename(source, path))
      } catch (error) {
        await rm(source, { force: true })
        throw error
      }
    },
    remove: async (path) => {
      const found = await unlessMissing(rm(path).then(() => true))
      if (found) await unlessMissing(syncFolder(dirname(path)))
      return found ?? false
    },
  }
}

/** Opens a file for the time of one use. */
export async function withFile<T>(
  path: string,
  flags: string,
  use: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(path, flags)
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}
