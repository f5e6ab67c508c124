import { AppError, anySignal } from '@fairlead/core'
import type { Log } from '../log.ts'
import { type Lease, type LeaseTerms, takeLease } from './lease.ts'

export interface RunnerOptions {
  readonly terms: LeaseTerms
  readonly log: Log
  run(deploymentId: string, signal: AbortSignal): Promise<void>
  onRunFailed?(deploymentId: string, error: unknown, attempt: number): Promise<void>
}

export interface Runner {
  /** Runs a deployment unless it runs already, here or on another server. Never throws. */
  take(deploymentId: string): Promise<void>
  runs(deploymentId: string): boolean
  /** Refuses further ones, waits `graceMs` for those that run, aborts the rest. Returns those that were given up. */
  stop(graceMs: number): Promise<readonly string[]>
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000
/** How long an aborted run may take to come back. */
const SETTLE_MS = 10_000

const retryMs = (attempt: number): number => Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1))

/** Resolves when all have settled, or after `timeoutMs`. */
async function settle(running: Iterable<Promise<unknown>>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([Promise.allSettled([...running]), late])
  clearTimeout(timer)
}

export function createRunner({ terms, log, run, onRunFailed }: RunnerOptions): Runner {
  const running = new Map<string, Promise<void>>()
  const failures = new Map<string, number>()
  const givenUp: string[] = []
  const stopping = new AbortController()
  let closed = false

  async function failed(deploymentId: string, error: unknown, lease: Lease): Promise<void> {
    const attempt = (failures.get(deploymentId) ?? 0) + 1
    failures.set(deploymentId, attempt)
    log.error({ deploymentId, attempt, error }, 'A deployment could not be run; it is tried again.')
    await onRunFailed?.(deploymentId, error, attempt)
    await lease.release(retryMs(attempt))
  }

  async function runLeased(deploymentId: string): Promise<void> {
    const lease = await takeLease(deploymentId, terms)
    if (lease === undefined) return
    const signal = anySignal(lease.signal, stopping.signal)
    try {
      await run(deploymentId, signal)
      failures.delete(deploymentId)
      // Finished, it has no lease any more; else it is run again, though not in a tight loop.
      await lease.release(FIRST_RETRY_MS)
    } catch (error) {
      if (!signal.aborted) return failed(deploymentId, error, lease)
      log.info({ deploymentId }, 'A deployment was left for another server, or for the next start.')
      await lease.release(0)
      givenUp.push(deploymentId)
    }
  }

  return {
    async take(deploymentId) {
      // The lease knows processes only: within this one it would be renewed by whoever asks.
      if (closed || running.has(deploymentId)) return
      const done = runLeased(deploymentId)
        .catch((error: unknown) =>
          log.error({ deploymentId, error }, 'The store failed a deployment; it is tried again.'),
        )
        .finally(() => running.delete(deploymentId))
      running.set(deploymentId, done)
      await done
    },
    runs: (deploymentId) => running.has(deploymentId),
    async stop(graceMs) {
      closed = true
      await settle(running.values(), graceMs)
      stopping.abort(new AppError('operation.canceled', 'The server stops.'))
      await settle(running.values(), SETTLE_MS)
      if (running.size > 0) {
        log.warn(
          { deploymentIds: [...running.keys()] },
          'Deployments did not stop in time; their leases run out.',
        )
      }
      return givenUp
    },
  }
}
