import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ContainerRegistry, Secret, systemClock } from '@fairlead/core'
import { createVault } from '../packages/server/src/auth/vault.ts'
import { parseVaultKeys } from '../packages/server/src/auth/vault-key.ts'
import { silentLog } from '../packages/server/src/log.ts'
import { startEmbeddedPostgres } from '../packages/server/src/postgres/embedded-postgres.ts'
import { type OpenedStore, openStore } from '../packages/server/src/store/open-store.ts'
import { startChild } from './reverification/child.ts'
import type { SeededConnection, TwinReady } from './reverification/messages.ts'

const CONNECTIONS = Number(process.env.FAIRLEAD_BENCH_CONNECTIONS || 10_000)
const CONCURRENCY = 32
const BATCH = 250

/**
 * Connections of many users on one host, all due at once, verified by the schedule of one server and then of two: whole
 * servers in processes of their own, the embedded PostgreSQL, the twin in another process over sockets. None may be
 * verified twice and none missed, as the database and the twin's own log count.
 */
export async function benchmarkReverification(): Promise<void> {
  await using cleanup = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-bench-'))
  // As root, PostgreSQL runs as another user, who has to get in.
  await chmod(folder, 0o755)
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const twin = startChild('./twin.ts', { data: join(folder, 'twin'), connections: CONNECTIONS })
  const ready = await twin.next('twin-ready')
  cleanup.defer(async () => {
    twin.send('end')
    await twin.ended()
  })
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLog })
  cleanup.defer(() => postgres.stop())
  const opened = await openStore({ connection: postgres.connection, clock: systemClock })
  cleanup.defer(() => opened.close())
  const secretKey = randomBytes(32).toString('hex')
  await insertConnections(opened, ready, secretKey)

  console.log(
    `${CONNECTIONS} connections re-verified by schedule, all due at once, ${CONCURRENCY} at a time per server; limits of a host are off, since all are on one`,
  )
  const { host, user, database, port } = postgres.connection
  const databaseUrl = `postgres://${user}@/${database}?host=${encodeURIComponent(String(host))}&port=${port ?? 5432}`
  for (const servers of [1, 2]) {
    await opened.pool.query('delete from fairlead.verification_record')
    await opened.pool.query(`update fairlead.verification_plan set due_at = now() - interval '1 second'`)
    twin.send('count')
    const options = {
      databaseUrl,
      secretKey,
      registry: ready.url,
      api: ready.apiUrl,
      concurrency: CONCURRENCY,
    }
    const begin = performance.now()
    const children = Array.from({ length: servers }, (_, index) =>
      startChild('./server.ts', { ...options, dataFolder: join(folder, `server-${servers}-${index}`) }),
    )
    await Promise.all(children.map((child) => child.next('server-ready')))
    const started = performance.now()
    await allVerified(opened)
    const seconds = (performance.now() - begin) / 1000
    // Whoever verifies one again would do so now.
    await delay(3_000)
    const memory = await Promise.all(
      children.map(async (child) => {
        const told = child.next('server-memory')
        child.send('end')
        const figures = await told
        await child.ended()
        return figures
      }),
    )
    const log = twin.next('twin-log')
    twin.send('report')
    const { requests, verifications } = await log
    await assertOnce(opened, ready.connections, verifications)
    const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`
    console.log(`  ${servers === 1 ? 'one server' : 'two servers'}`)
    console.log(
      `    wall time      ${seconds.toFixed(1)} s (${((started - begin) / 1000).toFixed(1)} s of it until the last server answered)`,
    )
    console.log(`    verifications  ${(CONNECTIONS / seconds).toFixed(1)} a second`)
    console.log(
      `    requests       ${requests} to the twin, ${(requests / seconds).toFixed(0)} a second, ${(requests / CONNECTIONS).toFixed(1)} each`,
    )
    for (const { start, peak, end } of memory) {
      console.log(
        `    memory (RSS)   ${megabytes(start)} at start, ${megabytes(peak)} at peak, ${megabytes(end)} at the end`,
      )
    }
    console.log('    verified       each once, none twice, none missed (by the database and by the twin)')
  }
}

async function insertConnections({ store }: OpenedStore, twin: TwinReady, secretKey: string): Promise<void> {
  const vault = createVault({ keys: parseVaultKeys(secretKey) })
  const now = new Date()
  const times = { createdAt: now.toISOString(), updatedAt: now.toISOString() }
  const organizationId = randomUUID()
  await store.organizations.insert({ id: organizationId, name: 'benchmark', description: null, ...times })
  const toRegistry = ({ owner, token }: SeededConnection, name: string): ContainerRegistry => {
    const id = randomUUID()
    return {
      id,
      organizationId,
      name,
      description: '',
      kind: 'GITHUB_CR',
      url: twin.url,
      config: { username: owner },
      sealedSecrets: vault.seal(new Secret(JSON.stringify({ password: token })), `registry:${id}`),
      transport: { caCertificates: null, skipTlsVerify: false, proxyUrl: null, proxyUsername: null },
      repositoryPrefix: owner,
      previous: null,
      statedExpiry: null,
      verification: null,
      version: 1,
      ...times,
    }
  }
  const { host } = new URL(twin.url)
  for (let from = 0; from < twin.connections.length; from += BATCH) {
    const batch = twin.connections.slice(from, from + BATCH)
    await store.transaction(async (tx) => {
      for (const [index, connection] of batch.entries()) {
        const registry = toRegistry(connection, `connection ${from + index}`)
        await tx.registries.insert(registry)
        await tx.schedule.plan(registry.id, host, now)
      }
    })
  }
}

/** Resolves when every connection has been verified; throws when that comes to a halt for a minute. */
async function allVerified({ pool }: OpenedStore): Promise<void> {
  let last = -1
  for (let lastChange = performance.now(); ; ) {
    const { rows } = await pool.query<{ count: string }>(
      'select count(distinct registry_id) as count from fairlead.verification_record',
    )
    const verified = Number(rows[0]?.count)
    if (verified >= CONNECTIONS) return
    if (verified !== last) lastChange = performance.now()
    if (performance.now() - lastChange > 60_000) throw new Error(`Only ${verified} were verified.`)
    last = verified
    await delay(100)
  }
}

async function assertOnce(
  { pool }: OpenedStore,
  connections: readonly SeededConnection[],
  verifications: Readonly<Record<string, number>>,
): Promise<void> {
  const { rows } = await pool.query(
    `select count(*)::int as records, count(distinct registry_id)::int as registries,
            count(*) filter (where health = 'failing')::int as failing,
            (select count(*)::int from fairlead.verification_plan where lease_owner is not null) as leased,
            (select count(*)::int from fairlead.verification_plan where due_at <= now()) as due
       from fairlead.verification_record`,
  )
  const expected = { records: CONNECTIONS, registries: CONNECTIONS, failing: 0, leased: 0, due: 0 }
  if (JSON.stringify(rows[0]) !== JSON.stringify(expected)) {
    throw new Error(`The database says ${JSON.stringify(rows[0])}, not ${JSON.stringify(expected)}.`)
  }
  const wrong = connections.filter(({ token }) => verifications[token] !== 1).length
  if (wrong > 0) throw new Error(`The twin saw ${wrong} credentials not at all, or more than once.`)
}
