import { setTimeout as delay } from 'node:timers/promises'
import type { ClientConfig } from 'pg'
import type { Log } from '../log.ts'
import type { Binaries } from './binaries.ts'
import { disarmPidFile, endPostmaster, findPostmaster, isPostmaster, type Postmaster } from './postmaster.ts'
import type { Account } from './run-program.ts'
import { connectionTo, startServer, waitForAnswer } from './server-process.ts'
import { createSocketFolder, knownSocketFolder, type SocketFolder } from './socket-folder.ts'

/** All that is needed to start PostgreSQL on a cluster, which the caller alone owns. */
export interface LaunchSite {
  readonly folder: string
  /** Absolute, without links. */
  readonly cluster: string
  readonly binaries: Binaries
  readonly account: Account | undefined
}

export interface Running {
  readonly pid: number
  readonly adopted: boolean
  readonly socketFolder: SocketFolder
  readonly connection: ClientConfig
  /** Resolves when it has ended or the signal fires. */
  ended(signal: AbortSignal): Promise<void>
}

const LOOK_EVERY_MS = 1_000
const SOCKET_RETRY_MS = 20
/** An orphan that recovers may take its time; one that lost its socket never answers. */
const ADOPT_WITHIN_MS = 30_000

/** Early in its start PostgreSQL has a number but no socket yet; empty when it never gets one. */
async function socketOf(site: LaunchSite, orphan: Postmaster): Promise<string> {
  const giveUpAt = performance.now() + ADOPT_WITHIN_MS
  for (let found: Postmaster | undefined = orphan; found; found = await findPostmaster(site.cluster)) {
    if (found.socketFolder !== '' || performance.now() > giveUpAt) return found.socketFolder
    await delay(SOCKET_RETRY_MS)
  }
  return ''
}

async function adopt(site: LaunchSite, orphan: Postmaster, log: Log): Promise<Running | undefined> {
  const { pid } = orphan
  const socketFolder = knownSocketFolder(site.folder, await socketOf(site, orphan))
  const connection = connectionTo(socketFolder.path)
  const gone = async (): Promise<boolean> => !(await isPostmaster(pid, site.cluster))
  if (socketFolder.path === '' || !(await waitForAnswer(connection, gone, ADOPT_WITHIN_MS))) {
    log.warn({ pid }, 'A PostgreSQL that an ended server left does not answer; ending it.')
    await endPostmaster(pid, site.cluster)
    await socketFolder.remove()
    return undefined
  }
  log.info({ pid }, 'Took over the PostgreSQL that an ended server left running.')
  return {
    pid,
    adopted: true,
    socketFolder,
    connection,
    async ended(signal) {
      // It is not our child, so nobody tells us.
      while (!signal.aborted && !(await gone())) {
        await delay(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined)
      }
    },
  }
}

/**
 * Takes over the PostgreSQL that runs on the cluster, or starts one. `sockets` keeps the place of the socket when it is
 * started again, so that open pools find it. Throws with what PostgreSQL said when it does not start.
 */
export async function launch(site: LaunchSite, log: Log, sockets?: SocketFolder): Promise<Running> {
  const orphan = await findPostmaster(site.cluster)
  const adopted = orphan && (await adopt(site, orphan, log))
  if (adopted) return adopted
  await disarmPidFile(site.cluster, site.account)
  const socketFolder = sockets ?? (await createSocketFolder(site.folder, site.account))
  const { pid, ended } = await startServer({ ...site, socketFolder: socketFolder.path })
  return {
    pid,
    adopted: false,
    socketFolder,
    connection: connectionTo(socketFolder.path),
    async ended(signal) {
      if (signal.aborted) return
      const fired = new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => resolve(), { once: true }),
      )
      await Promise.race([ended, fired])
    },
  }
}
