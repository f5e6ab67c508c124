import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { PoolConfig } from 'pg'
import type { Log } from '../log.ts'
import { expectReach, serverAccount } from './account.ts'
import { findBinaryPackage } from './binaries.ts'
import { changeOwner } from './change-owner.ts'
import { ensureCluster } from './cluster.ts'
import { letThrough, prepareFolder } from './data-folder.ts'
import { lockFolder } from './folder-lock.ts'
import { type LaunchSite, launch, type Running } from './launch.ts'
import { endPostmaster } from './postmaster.ts'
import type { Account } from './run-program.ts'
import { usableBinaries } from './usable-binaries.ts'

export interface EmbeddedPostgres {
  /** For pools and clients: a Unix socket, user and database `fairlead`. */
  readonly connection: PoolConfig
  /** Whether a PostgreSQL that an ended server left running was taken over. */
  readonly adopted: boolean
  /** Ends it: open transactions are rolled back, everything committed is on the disk. Idempotent. */
  stop(): Promise<void>
}

const LONGEST_RESTART_PAUSE_MS = 30_000

/** A backup that root copied back belongs to root, as whom PostgreSQL does not run. */
async function adoptFiles(cluster: string, account: Account | undefined): Promise<void> {
  if (account && (await stat(cluster)).uid === 0) await changeOwner(cluster, account)
}

async function prepareSite(folder: string): Promise<LaunchSite> {
  const cluster = join(folder, 'cluster')
  const account = await serverAccount(cluster)
  await letThrough(folder, account)
  await expectReach(folder, account)
  const { binaries, major } = await usableBinaries(await findBinaryPackage(), folder, account)
  await ensureCluster(folder, cluster, binaries, major, account)
  await adoptFiles(cluster, account)
  // Somebody may have moved the cluster to another disk and left a link.
  return { folder, cluster: await realpath(cluster), binaries, account }
}

/**
 * Starts PostgreSQL on the cluster in `folder`, making it first if it is absent, or takes over one that an ended server
 * left running. It is durable, listens on a Unix socket only, and is started again should it end by itself. One process
 * at a time owns a folder. Throws `AppError` (`database.unavailable`) whose message says in one line what is wrong and
 * what to do.
 */
export async function startEmbeddedPostgres(options: {
  readonly folder: string
  readonly log: Log
}): Promise<EmbeddedPostgres> {
  const { log } = options
  const folder = await prepareFolder(options.folder)
  const lock = await lockFolder(folder)
  let site: LaunchSite
  let running: Running
  try {
    site = await prepareSite(folder)
    running = await launch(site, log)
  } catch (error) {
    await lock.release()
    throw error
  }
  const { connection, adopted } = running

  const stopping = new AbortController()
  const supervision = supervise()

  async function supervise(): Promise<void> {
    for (let failures = 0; ; ) {
      await running.ended(stopping.signal)
      if (stopping.signal.aborted) return
      log.error({ pid: running.pid }, 'PostgreSQL ended by itself; starting it again.')
      try {
        running = await launch(site, log, running.socketFolder)
        failures = 0
      } catch (error) {
        log.error(
          { error: (error as Error).message },
          'PostgreSQL could not be started again; trying further.',
        )
        failures += 1
        await delay(Math.min(LONGEST_RESTART_PAUSE_MS, 500 * 2 ** failures), undefined, {
          signal: stopping.signal,
        }).catch(() => undefined)
      }
    }
  }

  async function end(): Promise<void> {
    stopping.abort()
    await supervision
    await endPostmaster(running.pid, site.cluster)
    await running.socketFolder.remove()
    await lock.release()
  }

  let stopped: Promise<void> | undefined
  return {
    connection,
    adopted,
    stop() {
      stopped ??= end()
      return stopped
    },
  }
}
