import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { ClientConfig } from 'pg'
import { Client, DatabaseError } from 'pg'
import type { Binaries } from './binaries.ts'
import { ROLE } from './cluster.ts'
import { type Account, PROGRAM_ENVIRONMENT } from './run-program.ts'
import { openServerLog } from './server-log.ts'
import { PORT } from './socket-folder.ts'
import { startupFailure } from './startup-failure.ts'

const RETRY_MS = 15
/** Recovery after a crash reads the whole log since the last checkpoint. */
const READY_WITHIN_MS = 300_000

/** For what runs until it is ended, a container or a laptop: durable, quiet and small. */
const settings = (socketFolder: string): Readonly<Record<string, string>> => ({
  listen_addresses: '',
  port: String(PORT),
  unix_socket_directories: socketFolder,
  unix_socket_permissions: '0700',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '100',
  shared_buffers: '64MB',
  // Parallel queries need /dev/shm, of which a container has 64 MB.
  max_parallel_workers_per_gather: '0',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // What a statement said may hold what nobody should read in a log.
  log_min_error_statement: 'panic',
  cluster_name: 'fairlead',
})

export const connectionTo = (socketFolder: string): ClientConfig => ({
  host: socketFolder,
  port: PORT,
  user: ROLE,
  database: ROLE,
})

const NO_DATABASE = '3D000'

async function isReady(connection: ClientConfig): Promise<true | Error> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000 })
  // An error outside of a query would be unhandled.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch (error) {
    return error as Error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The database of a new cluster. */
async function createDatabase(connection: ClientConfig): Promise<void> {
  const client = new Client({ ...connection, database: 'postgres' })
  try {
    await client.connect()
    await client.query(`create database ${ROLE}`)
  } finally {
    await client.end()
  }
}

/** Resolves true once connections are answered, false when `ended` says that nobody will, or after `timeoutMs`. */
export async function waitForAnswer(
  connection: ClientConfig,
  ended: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs
  for (;;) {
    const ready = await isReady(connection)
    if (ready === true) return true
    if (ready instanceof DatabaseError && ready.code === NO_DATABASE) await createDatabase(connection)
    else if ((await ended()) || performance.now() > giveUpAt) return false
    else await delay(RETRY_MS)
  }
}

export interface ServerProcess {
  readonly pid: number
  /** Resolves when it has ended, in whatever way. */
  readonly ended: Promise<void>
}

/** Starts PostgreSQL on a cluster and waits until it answers. Throws with what it said when it does not. */
export async function startServer(options: {
  readonly folder: string
  readonly cluster: string
  readonly socketFolder: string
  readonly binaries: Binaries
  readonly account: Account | undefined
}): Promise<ServerProcess> {
  const { folder, cluster, socketFolder, binaries, account } = options
  const log = await openServerLog(folder)
  try {
    const flags = Object.entries(settings(socketFolder)).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ])
    const child = spawn(binaries.postgres, ['-D', cluster, ...flags], {
      ...account,
      cwd: '/',
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', log.handle.fd, log.handle.fd],
      // A group of its own: Ctrl-C in the terminal is for the server, which ends PostgreSQL last.
      detached: true,
    })
    let hasEnded = false
    const ended = new Promise<void>((resolve) => {
      const note = (): void => {
        hasEnded = true
        resolve()
      }
      child.on('exit', note)
      child.on('error', note)
    })
    child.unref()
    const answers = await waitForAnswer(connectionTo(socketFolder), () => hasEnded, READY_WITHIN_MS)
    if (!answers || child.pid === undefined) {
      if (!hasEnded) child.kill('SIGQUIT')
      throw startupFailure(
        `PostgreSQL did not start in ${folder}: ${(await log.reason()) ?? 'it said nothing'}.`,
      )
    }
    return { pid: child.pid, ended }
  } finally {
    await log.handle.close()
  }
}
