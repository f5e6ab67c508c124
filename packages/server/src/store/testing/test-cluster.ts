import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@fairlead/core'
import { Client, type ClientConfig } from 'pg'
import { openDeploymentQueue } from '../../jobs/deployment-queue.ts'
import { silentLog } from '../../log.ts'
import { serverAccount } from '../../postgres/account.ts'
import { type Binaries, findBinaryPackage } from '../../postgres/binaries.ts'
import { changeOwner } from '../../postgres/change-owner.ts'
import { ensureCluster } from '../../postgres/cluster.ts'
import { type Account, PROGRAM_ENVIRONMENT } from '../../postgres/run-program.ts'
import { connectionTo, waitForAnswer } from '../../postgres/server-process.ts'
import { usableBinaries } from '../../postgres/usable-binaries.ts'
import { openStore } from '../open-store.ts'

/** Database that every test's own is a copy of. */
export const TEMPLATE = 'template_fairlead'

/** A PostgreSQL of this test process. */
export interface TestCluster {
  /** To the database `postgres`. */
  readonly connection: ClientConfig
  /** Ends it and removes its folder. */
  close(): Promise<void>
  /** Ends it cleanly; its folder stays. */
  shutDown(): Promise<void>
}

interface Site {
  readonly binaries: Binaries
  readonly account: Account | undefined
}

// The watcher reads its standard input, which closes when this process ends in whatever way: no test leaves a
// PostgreSQL behind. A signal's name written to it ends PostgreSQL by that signal and keeps the folder.
// Durability is for the tests of embedded-postgres.ts; here it would only cost time.
const WATCHER = `
"$1" -D "$2/cluster" -c listen_addresses= -c unix_socket_directories="$2" -c shared_buffers=32MB \\
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c autovacuum=off >"$2/log" 2>&1 &
read how
[ "$how" ] && kill -s "$how" $! || kill -s QUIT $!
wait
[ "$how" ] || rm -rf "$2"
`

async function runIn(folder: string, { binaries, account }: Site): Promise<TestCluster> {
  const watcher = spawn('/bin/sh', ['-c', WATCHER, 'sh', binaries.postgres, folder], {
    ...account,
    cwd: '/',
    env: PROGRAM_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watcher.stdin.on('error', () => undefined)
  const ended = once(watcher, 'exit')
  const connection = { ...connectionTo(folder), database: 'postgres' }
  if (!(await waitForAnswer(connection, () => watcher.exitCode !== null, 60_000))) {
    throw new Error(`The tests' PostgreSQL did not start: ${await readFile(join(folder, 'log'), 'utf8')}`)
  }
  return {
    connection,
    async close() {
      watcher.stdin.end()
      await ended
    },
    async shutDown() {
      watcher.stdin.end('INT\n')
      await ended
    },
  }
}

async function privateFolder({ account }: Site): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fl-test-pg-'))
  if (account) await chown(folder, account.uid, account.gid)
  return folder
}

/** What the template depends on: PostgreSQL, our migrations, the queue's tables, and whom it belongs to. */
async function templateName(version: string): Promise<string> {
  const migrations = fileURLToPath(new URL('../migrations', import.meta.url))
  const hash = createHash('sha256').update(version)
  for (const name of (await readdir(migrations)).filter((each) => each.endsWith('.sql')).sort()) {
    hash.update(await readFile(join(migrations, name)))
  }
  hash.update(await readFile(createRequire(import.meta.url).resolve('pg-boss/package.json')).catch(() => ''))
  return `fl-test-template-${process.getuid?.() ?? 0}-${hash.digest('hex').slice(0, 12)}`
}

async function query(connection: ClientConfig, text: string): Promise<void> {
  const client = new Client(connection)
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

export { query as runStatement }

async function fillTemplate(running: TestCluster): Promise<void> {
  await query(running.connection, `create database ${TEMPLATE}`)
  const connection = { ...running.connection, database: TEMPLATE }
  await (await openStore({ connection, clock: systemClock })).close()
  await (await openDeploymentQueue({ connection, log: silentLog })).close()
}

/** A folder with a cluster and the migrated template in it, made once for a version of it and kept between test runs. */
async function prepareTemplate(cached: string, site: Site, major: string): Promise<void> {
  const folder = await privateFolder(site)
  await ensureCluster(folder, join(folder, 'cluster'), site.binaries, major, site.account)
  const running = await runIn(folder, site)
  try {
    await fillTemplate(running)
  } catch (error) {
    await running.close()
    throw error
  }
  await running.shutDown()
  // Another test process may have been first.
  await rename(folder, cached).catch(() => rm(folder, { recursive: true }))
}

/** Starts a PostgreSQL with the database `template_fairlead`. It ends with this process at the latest. */
export async function startTestCluster(): Promise<TestCluster> {
  const found = await findBinaryPackage()
  const scratch = join(tmpdir(), 'fl-test-binaries')
  await mkdir(scratch, { recursive: true })
  const account = await serverAccount(join(scratch, 'none'))
  const { binaries, major } = await usableBinaries(found, scratch, account)
  const site = { binaries, account }
  const cached = join(tmpdir(), await templateName(found.version))
  if (!(await stat(cached).catch(() => undefined))) await prepareTemplate(cached, site, major)
  const folder = await privateFolder(site)
  await cp(join(cached, 'cluster'), join(folder, 'cluster'), { recursive: true })
  await changeOwner(folder, account)
  return runIn(folder, site)
}
