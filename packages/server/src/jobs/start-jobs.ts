import type { Clock, Store } from '@fairlead/core'
import type { Log } from '../log.ts'
import type { DeploymentQueue } from './deployment-queue.ts'
import { createRunner } from './run-deployments.ts'
import { sweep } from './sweep.ts'

export interface JobsOptions {
  readonly queue: DeploymentQueue
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** Name of this process in leases: unique to it, such as `<host>:<pid>:<uuid>`. */
  readonly owner: string
  /**
   * Does one deployment. Its signal aborts when the lease is lost or the server ends: what is not finished goes on
   * elsewhere, or at the next start.
   */
  run(deploymentId: string, signal: AbortSignal): Promise<void>
  /** Told each time `run` threw without being aborted, before it is tried again. Attempts count from 1 in this process. */
  onRunFailed?(deploymentId: string, error: unknown, attempt: number): Promise<void>
  /** Deployments that run at once in this process; 4 if not given. */
  readonly concurrency?: number
  /** How long the deployments of a killed server stay untouched, in milliseconds; 15,000 if not given. */
  readonly leaseMs?: number
  /** 5,000 if not given. */
  readonly renewEveryMs?: number
  /** How often this process looks for deployments that nobody runs, in milliseconds; 2,000 if not given. */
  readonly sweepEveryMs?: number
}

export interface Jobs {
  /**
   * Takes no more work, lets running deployments go on for `graceMs`, then aborts them, gives up their leases and puts
   * them back into the queue. The queue itself stays open. Idempotent.
   */
  stop(options: { readonly graceMs: number }): Promise<void>
}

/**
 * Works through the queue and takes up what ended servers left behind. A deployment runs in one process at a time: the
 * one that holds its lease. Throws when the queue cannot be worked on.
 */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { queue, store, clock, log, owner, concurrency = 4 } = options
  const { leaseMs = 15_000, renewEveryMs = 5_000, sweepEveryMs = 2_000 } = options
  const runner = createRunner({
    terms: { deployments: store.deployments, clock, owner, leaseMs, renewEveryMs },
    log,
    run: (id, signal) => options.run(id, signal),
    ...(options.onRunFailed ? { onRunFailed: options.onRunFailed } : {}),
  })
  await queue.work(concurrency, (id) => runner.take(id))

  const ending = new AbortController()
  const sweeping = sweep(
    async () => {
      const abandoned = await store.deployments.abandoned(clock.now())
      await queue.wake(abandoned.map(({ id }) => id).filter((id) => !runner.runs(id)))
    },
    sweepEveryMs,
    (error) => log.warn({ error: (error as Error).message }, 'Could not look for abandoned deployments.'),
    ending.signal,
  )

  async function end(graceMs: number): Promise<void> {
    ending.abort()
    await queue.stopWork()
    await sweeping
    const givenUp = await runner.stop(graceMs)
    await queue.wake(givenUp).catch((error: unknown) =>
      // Any server's sweep finds them a little later.
      log.warn({ error: (error as Error).message }, 'Could not put deployments back into the queue.'),
    )
  }

  let stopped: Promise<void> | undefined
  return {
    stop({ graceMs }) {
      stopped ??= end(graceMs)
      return stopped
    },
  }
}
