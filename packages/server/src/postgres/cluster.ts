import { chown, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { type Account, type ProgramResult, runProgram } from './run-program.ts'
import { startupFailure, systemCode } from './startup-failure.ts'

/** The one role and the one database of the embedded PostgreSQL. */
export const ROLE = 'fairlead'

const DRAFT_PREFIX = 'cluster.new-'

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function versionOf(cluster: string): Promise<string | undefined> {
  try {
    return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return undefined
    if (code === 'EACCES') {
      throw startupFailure(
        `The database in ${cluster} belongs to another user. Start Fairlead as that user or as root, or choose another data folder.`,
        error,
      )
    }
    throw error
  }
}

function creationFailure(folder: string, { output, error }: ProgramResult): Error {
  if (/could not look up effective user ID/.test(output)) {
    return startupFailure(
      `PostgreSQL needs a user with an entry in /etc/passwd, and uid ${process.getuid?.()} has none. Start Fairlead as a user that has one, or set DATABASE_URL.`,
    )
  }
  const said = output.split('\n').find((line) => /FATAL|PANIC|error:|No space/.test(line))
  const reason = said?.replace(/^.*?(?:FATAL|PANIC|error): +/, '') ?? error?.message ?? 'initdb ended at once'
  return startupFailure(`PostgreSQL could not make its database in ${folder}: ${reason}.`, error)
}

async function createCluster(
  folder: string,
  cluster: string,
  { initdb }: Binaries,
  account: Account | undefined,
): Promise<void> {
  // The caller holds the folder's lock, so what looks like a draft was left by one that was killed.
  for (const name of await readdir(folder)) {
    if (name.startsWith(DRAFT_PREFIX)) await rm(join(folder, name), { recursive: true })
  }
  const draft = join(folder, `${DRAFT_PREFIX}${process.pid}`)
  await mkdir(draft, { mode: 0o700 })
  if (account) await chown(draft, account.uid, account.gid)
  const result = await runProgram(
    initdb,
    ['--pgdata', draft, '--username', ROLE, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C'],
    account,
  )
  if (result.exitCode !== 0) {
    await rm(draft, { recursive: true, force: true })
    throw creationFailure(folder, result)
  }
  await rename(draft, cluster)
  await syncFolder(folder)
}

/**
 * Makes the cluster if it is absent: beside its place, and renamed once it is whole and on the disk. Throws when one is
 * there that this version of PostgreSQL cannot open.
 */
export async function ensureCluster(
  folder: string,
  cluster: string,
  binaries: Binaries,
  major: string,
  account: Account | undefined,
): Promise<void> {
  const version = await versionOf(cluster)
  if (version === major) return
  if (version !== undefined) {
    throw startupFailure(
      `The database in ${cluster} was written by PostgreSQL ${version}; this Fairlead brings PostgreSQL ${major}. Move the data with pg_dump of version ${version}, or go on with the Fairlead that wrote it.`,
    )
  }
  const entries = await readdir(cluster).catch(() => undefined)
  if (entries !== undefined && entries.length > 0) {
    throw startupFailure(
      `${cluster} holds files but no PostgreSQL database. Move them away, or choose another data folder.`,
    )
  }
  await createCluster(folder, cluster, binaries, account)
}
