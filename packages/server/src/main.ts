import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import {
  AppError,
  type Clock,
  createApp,
  type Prepared,
  type Secret,
  systemClock,
  USUAL_VERIFY_EVERY_MS,
} from '@fairlead/core'
import { createImageSource } from '@fairlead/oci/client'
import { checkTransport, type GuardedFetchSettings } from '@fairlead/oci/net'
import { createProviders } from '@fairlead/providers'
import type { PoolConfig } from 'pg'
import { pino } from 'pino'
import { createAmbientFetch } from './ambient-fetch.ts'
import { hashApiToken, newApiToken } from './auth/api-token.ts'
import { createBrowserSessions } from './auth/browser-session.ts'
import { loadOrCreateKey } from './auth/key-file.ts'
import { createVault } from './auth/vault.ts'
import { parseVaultKeys } from './auth/vault-key.ts'
import { chooseTarget } from './default-target.ts'
import { createHttpServer } from './http/create-http-server.ts'
import { startWebhookDelivery } from './jobs/deliver-webhooks.ts'
import { openDeploymentQueue } from './jobs/deployment-queue.ts'
import { startEndingRotations } from './jobs/end-rotations.ts'
import { type PullLoginJob, startKeepingPullLogins } from './jobs/keep-pull-logins.ts'
import { startReverification } from './jobs/reverify-registries.ts'
import { startJobs } from './jobs/start-jobs.ts'
import type { Log } from './log.ts'
import { createOutgoingFetch } from './outgoing.ts'
import { startEmbeddedPostgres } from './postgres/embedded-postgres.ts'
import { watchQuota } from './quota-watch.ts'
import { USUAL_REVERIFICATION } from './reverification-settings.ts'
import type { ServerSettings } from './settings.ts'
import { openStore } from './store/open-store.ts'
import { createTargets } from './targets.ts'
import { createWebhookSender } from './webhook-sender.ts'

export interface RunningServer {
  /** `http://127.0.0.1:4600`, with the port that was taken. */
  readonly url: string
  /** What the first start on an empty database made, with the administrator's token; undefined ever after. */
  readonly firstRun: Prepared | undefined
  /** Answers what is under way, leaves unfinished deployments to the next start, and ends everything. Idempotent. */
  close(): Promise<void>
}

export interface ServeOptions {
  readonly clock?: Clock
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Name of the organization that the first start makes. */
  readonly organizationName?: string
  /** The administrator's token of the first start; absent: a fresh one, that `firstRun` tells this once. */
  readonly adminToken?: Secret
  /** How hosts outside are found and reached; a test plays them itself. */
  readonly network?: Pick<GuardedFetchSettings, 'connector' | 'lookup'>
}

/** How long running deployments may still take when the server ends; then the next start goes on with them. */
const GRACE_MS = 2_000

/**
 * Starts the control plane: database, jobs and HTTP. Throws an `AppError` or a system error (`EADDRINUSE`, `EACCES`)
 * whose message is one clear line; whatever had started by then is ended again.
 */
export async function serve(settings: ServerSettings, options: ServeOptions = {}): Promise<RunningServer> {
  const clock = options.clock ?? systemClock
  const log = pino(
    { level: settings.logLevel, base: null, serializers: { error: pino.stdSerializers.err } },
    pino.destination({ dest: 2, sync: false }),
  )
  await using starting = new AsyncDisposableStack()

  await prepareFolder(settings.dataFolder)
  const connection = await openDatabase(settings, log, starting)
  const queue = await openDeploymentQueue({ connection, log })
  starting.defer(() => queue.close())
  const opened = await openStore({ connection, clock, log, enqueue: queue.enqueue })
  starting.defer(() => opened.close())
  if (settings.databaseUrl === undefined) await opened.releaseLeases()

  const outgoing = createOutgoingFetch(settings.egress, settings.compatibleHosts, options.network)
  starting.defer(() => outgoing.close())
  const { fetch, quotaWatch } = watchQuota(outgoing, clock)
  const ambientFetch = createAmbientFetch()
  starting.defer(() => ambientFetch.close())
  const { compatibleHosts, ambientIdentities = false } = settings
  const reverification = settings.reverification ?? USUAL_REVERIFICATION
  const vault = createVault({ keys: await readKeys(settings) })
  let logins: PullLoginJob | undefined
  const targets = createTargets({ allowExec: settings.kubeconfigExec ?? false })
  starting.defer(() => targets.close())
  const app = createApp({
    store: opened.store,
    eventSignal: opened.eventSignal,
    vault,
    clock,
    providers: createProviders({ fetch, clock, compatibleHosts, ambientIdentities, ambientFetch }),
    images: createImageSource({ fetch }),
    openTarget: targets.open,
    checkTransport,
    webhookSender: createWebhookSender(fetch),
    quotaWatch,
    verifyEveryMs: reverification.everyMs ?? USUAL_VERIFY_EVERY_MS,
    onRegistryChanged: (registryId) => logins?.changed(registryId),
    onNodeLoginChanged: (registryId) => logins?.touched(registryId),
    report: (error, facts) => log.error({ ...facts, error }, 'Failed for a reason of our own.'),
    newId: randomUUID,
    newApiToken,
    hashApiToken,
  })

  const target = await chooseTarget(options.env ?? process.env, settings.dataFolder)
  const organizationName = options.organizationName ?? 'default'
  const firstRun = await app.prepareInstallation({
    organizationName,
    target,
    clusterName: target.kind,
    token: options.adminToken,
  })

  // Before any job runs: a port that is taken is the usual reason why a start fails, and then nothing was begun.
  const http = await createHttpServer({ app, log, clock, sessions: createBrowserSessions(vault, clock) })
  starting.defer(() => http.close())
  const url = await http.listen({ host: settings.host, port: settings.port })
  const { store, eventSignal } = opened
  const worker = { app, clock, log, owner: `${hostname()}:${process.pid}:${randomUUID()}` }
  const jobs = await startJobs({ ...worker, queue, store, run: app.runDeployment })
  starting.defer(() => jobs.stop({ graceMs: GRACE_MS }))
  const webhooks = startWebhookDelivery({ ...worker, deliveries: store.webhookDeliveries, eventSignal })
  starting.defer(() => webhooks.stop({ graceMs: GRACE_MS }))
  const schedule = startReverification({ ...worker, ...reverification, schedule: store.schedule })
  starting.defer(() => schedule.stop({ graceMs: GRACE_MS }))
  const rotations = startEndingRotations({ app, log })
  starting.defer(() => rotations.stop())
  const keeping = startKeepingPullLogins({ app, log })
  logins = keeping
  starting.defer(() => keeping.stop())

  const running = starting.move()
  return { url, firstRun, close: () => running.disposeAsync() }
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'an unknown error'
    const remedy = 'Choose another with FAIRLEAD_DATA or --data, or change its permissions.'
    throw new AppError('request.invalid', `The data folder ${folder} cannot be made (${reason}). ${remedy}`, {
      cause: error,
      issues: [{ field: 'data', problem: `cannot be made (${reason})`, remedy }],
    })
  }
}

async function openDatabase(
  settings: ServerSettings,
  log: Log,
  starting: AsyncDisposableStack,
): Promise<PoolConfig> {
  if (settings.databaseUrl) return { connectionString: settings.databaseUrl.reveal() }
  const postgres = await startEmbeddedPostgres({ folder: join(settings.dataFolder, 'postgres'), log })
  starting.defer(() => postgres.stop())
  return postgres.connection
}

const readKeys = async ({ secretKeys, dataFolder }: ServerSettings) =>
  secretKeys ? parseVaultKeys(secretKeys.reveal()) : loadOrCreateKey(dataFolder)
