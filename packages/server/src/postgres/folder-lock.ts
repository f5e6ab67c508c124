import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { keepFolderOwner } from './data-folder.ts'
import { startupFailure } from './startup-failure.ts'

const LOCK_FILE = 'owner.lock'
const OWNER_FILE = 'owner.pid'
// https://www.sqlite.org/rescode.html#busy
const SQLITE_BUSY = 5

export interface FolderLock {
  release(): Promise<void>
}

/**
 * Makes this process the folder's only owner until `release`, or until it ends in whatever way. Throws when another
 * process is.
 *
 * Node has no file locks of its own; SQLite, which comes with Node, takes one that the kernel drops with the process,
 * on Linux and macOS and between containers that share the folder. Nothing is ever written into this database.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const ownerFile = join(folder, OWNER_FILE)
  const lockFile = join(folder, LOCK_FILE)
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(lockFile)
    lock.exec('begin exclusive')
  } catch (error) {
    lock?.close()
    if ((error as { errcode?: unknown }).errcode !== SQLITE_BUSY) {
      throw startupFailure(`Cannot lock the folder ${folder}: ${(error as Error).message}.`, error)
    }
    const owner = await readFile(ownerFile, 'utf8').catch(() => '')
    throw startupFailure(
      `The folder ${folder} is in use by another Fairlead server${owner ? ` (process ${owner.trim()})` : ''}. Stop that one, or give this one another data folder.`,
    )
  }
  const held = lock
  await writeFile(ownerFile, `${process.pid}\n`)
  await keepFolderOwner(lockFile)
  await keepFolderOwner(ownerFile)
  let released = false
  return {
    async release() {
      if (released) return
      released = true
      await rm(ownerFile, { force: true })
      held.close()
    },
  }
}
