import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from './run-program.ts'

/** Part of the socket's name; no TCP port is opened. */
export const PORT = 5432

const nearData = (folder: string): string => join(folder, 'run')

const TEMPORARY_PREFIX = 'fairlead-pg-'

// sun_path of unix(7) with its closing zero.
const LONGEST_PATH = process.platform === 'darwin' ? 103 : 107

// PostgreSQL reads a comma or a quotation mark in the setting as its own.
const fits = (folder: string): boolean =>
  Buffer.byteLength(join(folder, `.s.PGSQL.${PORT}`)) <= LONGEST_PATH && !/[,"'\s\\]/.test(folder)

export interface SocketFolder {
  readonly path: string
  remove(): Promise<void>
}

/** A socket folder that an earlier start made. Only a folder of ours is ever removed, whatever postmaster.pid says. */
export const knownSocketFolder = (folder: string, path: string): SocketFolder => ({
  path,
  async remove() {
    const ours = path === nearData(folder) || path.startsWith(join(tmpdir(), TEMPORARY_PREFIX))
    if (ours) await rm(path, { recursive: true, force: true })
  },
})

/**
 * An empty folder for the socket that only the account may enter: `run` in the data folder, or, where that path is longer
 * than a socket's may be, a new one under the system's temporary folder. A later start finds it in postmaster.pid.
 */
export async function createSocketFolder(
  folder: string,
  account: Account | undefined,
): Promise<SocketFolder> {
  const near = nearData(folder)
  let path = near
  if (fits(near)) {
    // Sockets and their locks of a killed PostgreSQL; the caller made sure that none runs.
    await rm(near, { recursive: true, force: true })
    await mkdir(near, { mode: 0o700 })
  } else {
    path = await mkdtemp(join(tmpdir(), TEMPORARY_PREFIX))
  }
  if (account) await chown(path, account.uid, account.gid)
  return knownSocketFolder(folder, path)
}
