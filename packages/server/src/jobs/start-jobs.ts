import type { Clock, Store } from '@fairlead/core'
import type { Log } from '../log.ts'
import type { DeploymentQueue } from './deployment-queue.ts'

export interface JobsOptions {
  readonly queue: DeploymentQueue
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** Name of this process in leases: unique to it, such as `<host>:<pid>:<uuid>`. */
  readonly owner: string
  /** Does one deployment. Its signal aborts when the lease is lost or the server ends: what is not finished goes on elsewhere. */
  run(deploymentId: string, signal: AbortSignal): Promise<void>
  /** Told each time `run` threw without being aborted; it is tried again later unless the deployment was finished here. */
  onRunFailed?(deploymentId: string, error: unknown, attempt: number): Promise<void>
  /** Deployments that run at once in this process; 4 if not given. */
  readonly concurrency?: number
  readonly leaseMs?: number
  readonly renewEveryMs?: number
  readonly sweepEveryMs?: number
}

export interface Jobs {
  /** Takes no more work, lets running deployments go on for `graceMs`, then aborts them and gives up their leases. */
  stop(options: { readonly graceMs: number }): Promise<void>
}

/** Works through the queue and takes up what ended servers left behind. */
export async function startJobs(_options: JobsOptions): Promise<Jobs> {
  throw new Error('being written')
}
