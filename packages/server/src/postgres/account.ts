import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Account, runProgram } from './run-program.ts'
import { startupFailure } from './startup-failure.ts'

/** `nobody` of Linux distributions. PostgreSQL needs an account with an entry in /etc/passwd. */
const NOBODY = 65534

/**
 * Whom PostgreSQL runs as: ourselves, or, as it refuses to run as root, whoever owns the cluster, and `nobody` for a new
 * one. Throws on macOS as root, which has no such account.
 */
export async function serverAccount(cluster: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  if (process.platform !== 'linux') {
    throw startupFailure(
      'PostgreSQL does not run as root. Start Fairlead as an ordinary user, or set DATABASE_URL.',
    )
  }
  const found = await stat(cluster).catch(() => undefined)
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : { uid: NOBODY, gid: NOBODY }
}

const mayEnter = (
  account: Account,
  { uid, gid, mode }: { uid: number; gid: number; mode: number },
): boolean => (mode & (uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001)) !== 0

/** The uppermost folder on the way to `path` that the account may not enter, by its mode. */
async function barrier(path: string, account: Account): Promise<string> {
  const way = [path]
  for (let each = path; dirname(each) !== each; each = dirname(each)) way.unshift(dirname(each))
  for (const each of way) {
    if (!mayEnter(account, await stat(each))) return each
  }
  return path
}

/** Throws unless the account can get into `folder`, naming what stands in its way. */
export async function expectReach(folder: string, account: Account | undefined): Promise<void> {
  if (account === undefined) return
  const probe = await runProgram('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], account)
  if (probe.exitCode === 0) return
  if (probe.error) {
    throw startupFailure(
      `Cannot run PostgreSQL as uid ${account.uid} (${probe.error.code}). Start Fairlead as an ordinary user, or set DATABASE_URL.`,
      probe.error,
    )
  }
  const closed = await barrier(folder, account)
  throw startupFailure(
    `PostgreSQL does not run as root, and uid ${account.uid}, which it runs as, may not enter ${closed}. Choose a data folder elsewhere (such as /var/lib/fairlead), run "chmod o+x ${closed}", start as an ordinary user, or set DATABASE_URL.`,
  )
}
