import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { keepFolderOwner } from './data-folder.ts'

const LOG_FILE = 'postgres.log'
const LARGEST_BYTES = 8 * 1024 * 1024

export interface ServerLog {
  readonly handle: FileHandle
  /** What PostgreSQL wrote since the log was opened that says why it ended, without time and process number. */
  reason(): Promise<string | undefined>
}

/** Opens the log for a start of PostgreSQL. A file, not a pipe: it outlives us. */
export async function openServerLog(folder: string): Promise<ServerLog> {
  const path = join(folder, LOG_FILE)
  const before = await stat(path).catch(() => undefined)
  if (before && before.size > LARGEST_BYTES) await rename(path, `${path}.1`)
  const handle = await open(path, 'a', 0o600)
  const { size: from } = await keepFolderOwner(path)
    .then(() => handle.stat())
    .catch(async (error) => {
      await handle.close()
      throw error
    })
  return {
    handle,
    async reason() {
      const reader = await open(path, 'r')
      try {
        const { size } = await reader.stat()
        const { buffer, bytesRead } = await reader.read({
          buffer: Buffer.alloc(Math.min(size - from, 64 * 1024)),
          position: from,
        })
        const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
        const last =
          lines.findLast((line) => /FATAL|PANIC|error/.test(line)) ?? lines.findLast((line) => line !== '')
        return last?.replace(/^.*?(?:FATAL|PANIC): {2}/, '')
      } finally {
        await reader.close()
      }
    },
  }
}
