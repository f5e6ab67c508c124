import { execFile } from 'node:child_process'
import { chown, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Account } from './run-program.ts'

/** What a running PostgreSQL writes into its folder. */
export interface Postmaster {
  readonly pid: number
  readonly socketFolder: string
}

const PID_FILE = 'postmaster.pid'
const LOOK_EVERY_MS = 20

// https://www.postgresql.org/docs/18/storage-file-layout.html (postmaster.pid)
const PID_LINE = 0
const SOCKET_LINE = 4

async function pidFileLines(cluster: string): Promise<string[] | undefined> {
  const text = await readFile(join(cluster, PID_FILE), 'utf8').catch(() => undefined)
  return text?.split('\n')
}

/** A zombie answers `kill(pid, 0)` though it has ended, and waits for a parent that may never look. */
async function hasEnded(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true
  }
  if (process.platform !== 'linux') return false
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The program's name stands in parentheses and may hold anything; the state follows the last one.
  return /^[ZXx]/.test(stat.slice(stat.lastIndexOf(')') + 2)) || stat === ''
}

async function commandLine(pid: number): Promise<readonly string[]> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }))
  return stdout.trim().split(' ')
}

/** Whether the process is the PostgreSQL of that cluster, and not another one that got its number. */
export async function isPostmaster(pid: number, cluster: string): Promise<boolean> {
  if (await hasEnded(pid)) return false
  // PostgreSQL works in its cluster's folder, wherever that was moved to; the kernel may forbid to see it.
  const place = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  if (place !== undefined) return place === cluster
  const [program = '', ...args] = await commandLine(pid)
  return basename(program) === 'postgres' && args.join(' ').includes(cluster)
}

/** The PostgreSQL that runs on the cluster (an absolute path without links), if one does. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = await pidFileLines(cluster)
  const pid = Number(lines?.[PID_LINE])
  if (!Number.isInteger(pid) || pid <= 0 || !(await isPostmaster(pid, cluster))) return undefined
  return { pid, socketFolder: lines?.[SOCKET_LINE] ?? '' }
}

/**
 * Makes PostgreSQL, started by this process, take over the file of one that has ended, even if its number lives on as
 * another process or a zombie. The file must not go away: by its last lines PostgreSQL sees whether workers of the ended
 * one still use the shared memory. It overlooks the number of its own parent.
 */
export async function disarmPidFile(cluster: string, account: Account | undefined): Promise<void> {
  const lines = await pidFileLines(cluster)
  if (lines === undefined) return
  const draft = join(cluster, `${PID_FILE}.new`)
  await rm(draft, { force: true })
  // Exclusive: as root in a folder of another account we follow no link that waits there.
  await writeFile(draft, lines.with(PID_LINE, String(process.pid)).join('\n'), { mode: 0o600, flag: 'wx' })
  if (account) await chown(draft, account.uid, account.gid)
  await rename(draft, join(cluster, PID_FILE))
}

/** Resolves true once the process has ended, false after `timeoutMs`. */
async function waitForEnd(pid: number, cluster: string, timeoutMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs
  while (await isPostmaster(pid, cluster)) {
    if (performance.now() > giveUpAt) return false
    await delay(LOOK_EVERY_MS)
  }
  return true
}

const FAST_SHUTDOWN_MS = 30_000
const IMMEDIATE_SHUTDOWN_MS = 10_000

/**
 * Ends PostgreSQL: transactions are rolled back and a checkpoint is written; if that takes too long it ends at once and
 * recovers from its log at the next start. https://www.postgresql.org/docs/18/server-shutdown.html
 */
export async function endPostmaster(pid: number, cluster: string): Promise<void> {
  for (const [signal, timeoutMs] of [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
  ] as const) {
    if (!(await isPostmaster(pid, cluster))) return
    process.kill(pid, signal)
    if (await waitForEnd(pid, cluster, timeoutMs)) return
  }
}
