import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@fairlead/core'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { silentLog } from '../log.ts'
import { openStore } from '../store/open-store.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { findPostmaster } from './postmaster.ts'
import { type Child, startProgram } from './testing/child.ts'

const programs = fileURLToPath(new URL('./testing/', import.meta.url))

let pristine: string
let folder: string
const running: EmbeddedPostgres[] = []
const children: Child[] = []

async function reachableFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'fl-postgres-'))
  // As root PostgreSQL runs as another user, who has to get through.
  await chmod(parent, 0o755)
  return join(parent, 'data')
}

beforeAll(async () => {
  pristine = await reachableFolder()
  await (await startEmbeddedPostgres({ folder: pristine, log: silentLog })).stop()
})
afterAll(() => rm(join(pristine, '..'), { recursive: true }))

beforeEach(async () => {
  folder = await reachableFolder()
})
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill()
  for (const each of running.splice(0)) await each.stop()
  // What a killed child left behind.
  const orphan = await findPostmaster(join(folder, 'cluster'))
  if (orphan) process.kill(orphan.pid, 'SIGKILL')
  await vi.waitFor(() => rm(join(folder, '..'), { recursive: true, force: true }))
})

/** A database that was made before: quicker than making one, and what every start but the first one meets. */
const restore = (): Promise<void> => cp(pristine, folder, { recursive: true })

async function start(path: string = folder): Promise<EmbeddedPostgres> {
  const started = await startEmbeddedPostgres({ folder: path, log: silentLog })
  running.push(started)
  return started
}

function startChild(program: string): Child {
  const child = startProgram(join(programs, program), folder)
  children.push(child)
  return child
}

async function ask(postgres: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new Client(postgres.connection)
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

const clusterPid = async (): Promise<number> => (await findPostmaster(join(folder, 'cluster')))?.pid ?? 0

describe('a first start', () => {
  test('makes a durable database on a Unix socket, with no TCP port, that nobody else may read', async () => {
    const postgres = await start()
    expect(postgres.adopted).toBe(false)
    const settings = [
      'fsync',
      'synchronous_commit',
      'full_page_writes',
      'listen_addresses',
      'server_encoding',
    ]
    expect(await ask(postgres, `select ${settings.map((name) => `current_setting('${name}')`)}`)).toEqual([
      'on',
      'on',
      'on',
      '',
      'UTF8',
    ])
    expect((await stat(join(folder, 'cluster'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'run'))).mode & 0o777).toBe(0o700)
  })

  test.runIf(process.platform === 'linux')('does not run as root', async () => {
    await start()
    const status = await readFile(`/proc/${await clusterPid()}/status`, 'utf8')
    expect(status).not.toMatch(/^Uid:\s+0\s/m)
  })

  test('a start that was cut off while it made the database leaves nothing in the way', async () => {
    await mkdir(join(folder, 'cluster.new-1', 'base'), { recursive: true })
    await start()
    expect(await readdir(folder)).not.toContain('cluster.new-1')
  })

  test('a path too long for a socket gets a private folder elsewhere, that the stop removes', async () => {
    const postgres = await start(join(folder, 'a'.repeat(100)))
    const { host = '' } = postgres.connection
    expect(host).not.toContain(folder)
    expect((await stat(host)).mode & 0o777).toBe(0o700)
    expect(await ask(postgres, 'select 1')).toEqual([1])
    await postgres.stop()
    await expect(stat(host)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

test('stopped and started again it has what was stored; stop may be called twice', async () => {
  const first = await start()
  await ask(first, 'create table kept as select 42 as answer')
  await Promise.all([first.stop(), first.stop()])
  expect(await findPostmaster(join(folder, 'cluster'))).toBeUndefined()
  const second = await start()
  expect(second.adopted).toBe(false)
  expect(await ask(second, 'select answer from kept')).toEqual([42])
})

describe('one owner', () => {
  test('a second start in this process or another is refused, naming the owner', async () => {
    await restore()
    await start()
    const refusal = `The folder ${folder} is in use by another Fairlead server (process ${process.pid})`
    await expect(start()).rejects.toMatchObject({
      code: 'database.unavailable',
      message: expect.stringContaining(refusal),
    })
  })

  test('of two first starts at once one gets the folder', async () => {
    const results = await Promise.allSettled([start(), start()])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('another process is refused while this one runs, as long as that one lives', async () => {
    await restore()
    const child = startChild('hold-postgres.ts')
    expect(await child.line()).toBe('{"adopted":false}')
    await expect(start()).rejects.toThrow(`(process ${child.process.pid})`)
    await child.kill()
    await start()
  })
})

describe('after kill -9', () => {
  test('of the server its PostgreSQL is taken over as it runs', async () => {
    await restore()
    const child = startChild('hold-postgres.ts')
    await child.line()
    const pid = await clusterPid()
    await child.kill()
    const postgres = await start()
    expect(postgres.adopted).toBe(true)
    expect(await ask(postgres, 'select 1')).toEqual([1])
    expect(await clusterPid()).toBe(pid)
    await postgres.stop()
    expect(await clusterPid()).toBe(0)
  })

  test('of the server and PostgreSQL nothing that was answered is lost', async () => {
    await restore()
    const child = startChild('write-and-tell.ts')
    const told = [await child.line()]
    while (told.length < 100) told.push(await child.line())
    const pid = await clusterPid()
    // The group: PostgreSQL with all its workers.
    process.kill(-pid, 'SIGKILL')
    await child.kill()
    told.push(...(await child.rest()))
    const postgres = await start()
    expect(postgres.adopted).toBe(false)
    const { store, close } = await openStore({ connection: postgres.connection, clock: systemClock })
    const stored = new Set((await store.organizations.list()).map(({ id }) => id))
    await close()
    expect(told.filter((id) => !stored.has(id))).toEqual([])
  })

  test('of PostgreSQL alone it is started again at the same place', async () => {
    await restore()
    const postgres = await start()
    const pid = await clusterPid()
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(async () => expect(await ask(postgres, 'select 1')).toEqual([1]), { timeout: 20_000 })
    expect(await clusterPid()).not.toBe(pid)
  })

  test('a process that got the number of the killed PostgreSQL is left alone', async () => {
    await restore()
    const lines = [process.pid, join(folder, 'cluster'), 1, 5432, join(folder, 'run'), '', '  1 1', 'ready']
    await writeFile(join(folder, 'cluster', 'postmaster.pid'), `${lines.join('\n')}\n`)
    const postgres = await start()
    expect(postgres.adopted).toBe(false)
    expect(await clusterPid()).not.toBe(process.pid)
  })
})

describe('what cannot work is one clear line', () => {
  const refused = (text: string | RegExp) =>
    expect.objectContaining({ code: 'database.unavailable', message: expect.stringMatching(text) })

  test('a database of another version', async () => {
    await mkdir(join(folder, 'cluster'), { recursive: true })
    await writeFile(join(folder, 'cluster', 'PG_VERSION'), '14\n')
    await expect(start()).rejects.toEqual(
      refused(/written by PostgreSQL 14; this Fairlead brings PostgreSQL \d+\./),
    )
  })

  test('other files in its place', async () => {
    await mkdir(join(folder, 'cluster'), { recursive: true })
    await writeFile(join(folder, 'cluster', 'photo.jpg'), '')
    await expect(start()).rejects.toEqual(refused('holds files but no PostgreSQL database'))
  })

  test('a folder that cannot be made', async () => {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'file'), '')
    await expect(start(join(folder, 'file', 'data'))).rejects.toEqual(
      refused(/Cannot write to the folder .*ENOTDIR/),
    )
  })

  test('a damaged database tells what PostgreSQL said, and lets the folder go', async () => {
    await restore()
    await rm(join(folder, 'cluster', 'global', 'pg_control'))
    await expect(start()).rejects.toEqual(refused(/PostgreSQL did not start in .*pg_control/))
    await expect(start()).rejects.toEqual(refused(/pg_control/))
  })
})
