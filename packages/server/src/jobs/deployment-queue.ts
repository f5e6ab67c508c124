import type { PoolConfig } from 'pg'
import { type DatabaseOptions, PgBoss } from 'pg-boss'
import type { Log } from '../log.ts'
import { startupError } from '../store/database-fault.ts'

/** Runs a statement in somebody's transaction. */
export interface SqlExecutor {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

/**
 * The queue of deployments in the database: who is to run, not who may. That is the lease's to say, so a job too many
 * does no harm and a lost one is put in again by a sweep.
 */
export interface DeploymentQueue {
  /** Enqueues in the transaction of `sql`: rolled back with it, seen by workers once it is committed. */
  enqueue(deploymentId: string, sql: SqlExecutor): Promise<void>
  /** Enqueues at once those that are not waiting in the queue already. */
  wake(deploymentIds: readonly string[]): Promise<void>
  /** Calls `handle` for each job, `concurrency` at a time. A job is done when it returns, and when it throws. */
  work(concurrency: number, handle: (deploymentId: string) => Promise<void>): Promise<void>
  /** Takes no more jobs; does not wait for those that are being handled. */
  stopWork(): Promise<void>
  /** Ends its connections. */
  close(): Promise<void>
}

/** The queue's tables have a schema of their own in the database. */
const QUEUE_SCHEMA = 'fairlead_jobs'

const QUEUE = 'deployment'
const CONNECTIONS = 4
const POLL_SECONDS = 1

interface DeploymentJob {
  readonly deploymentId: string
}

/** Installs the queue's tables if they are absent, and opens it. Servers that start at once wait for each other.
 * Throws `database.unavailable` when the database cannot be used. */
export async function openDeploymentQueue(options: {
  readonly connection: PoolConfig
  readonly log: Log
}): Promise<DeploymentQueue> {
  const { connection, log } = options
  const boss = new PgBoss({
    // pg's own pool is under it and takes the same settings; only its types do not know those of pg.
    ...(connection as DatabaseOptions),
    schema: QUEUE_SCHEMA,
    application_name: 'fairlead-jobs',
    max: CONNECTIONS,
    schedule: false,
    // A worker hears of a job at once; where notifications do not come through it polls.
    useListenNotify: true,
  })
  boss.on('error', (error) => log.warn({ error: error.message }, 'The job queue met an error; it goes on.'))
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'The job queue warns.'))
  try {
    await boss.start()
    // "short": one waiting job for a deployment, however many a crash left as being handled.
    // Retries are the lease's and the sweep's, which know when a worker has died; the queue would wait for the expiry.
    await boss.createQueue(QUEUE, {
      policy: 'short',
      notify: true,
      retryLimit: 0,
      expireInSeconds: 24 * 3600 - 1,
      deleteAfterSeconds: 3600,
    })
  } catch (error) {
    await boss.stop({ graceful: false, close: true }).catch(() => undefined)
    throw startupError(error)
  }
  return {
    async enqueue(deploymentId, sql) {
      const db = { executeSql: (text: string, values?: unknown[]) => sql.query(text, values) }
      await boss.send(QUEUE, { deploymentId }, { singletonKey: deploymentId, db })
    },
    async wake(deploymentIds) {
      if (deploymentIds.length === 0) return
      await boss.insert(
        QUEUE,
        deploymentIds.map((deploymentId) => ({ data: { deploymentId }, singletonKey: deploymentId })),
      )
    },
    async work(concurrency, handle) {
      await boss.work<DeploymentJob>(
        QUEUE,
        {
          localConcurrency: concurrency,
          pollingIntervalSeconds: POLL_SECONDS,
          notifyPollingIntervalSeconds: POLL_SECONDS,
        },
        async (jobs) => {
          for (const job of jobs) await handle(job.data.deploymentId)
        },
      )
    },
    async stopWork() {
      await boss.offWork(QUEUE, { wait: false })
    },
    async close() {
      await boss.stop({ graceful: false, close: true })
    },
  }
}
