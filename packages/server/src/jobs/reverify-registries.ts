import type { App, Clock, DueRegistry, VerificationSchedule } from '@fairlead/core'
import type { Log } from '../log.ts'
import { createHostBudgets } from './host-budgets.ts'
import { startLeaseLoop } from './lease-loop.ts'
import { sweep } from './sweep.ts'

/** How connections are verified again by themselves. */
export interface ReverificationSettings {
  /** Usual time between two verifications of a connection, in milliseconds; null switches the schedule off. */
  readonly everyMs: number | null
  /** Verifications at once in this process. */
  readonly concurrency: number
  /** Verifications at once of registries on one host, by all servers of the database together. */
  readonly perHost: number
  /** Requests that this process sends each second for connections of one host, taken over some seconds. */
  readonly requestsPerSecond: number
}

export interface ReverificationOptions extends ReverificationSettings {
  readonly app: Pick<App, 'reverifyRegistry' | 'planUnplanned' | 'warnOfExpiries'>
  readonly schedule: Pick<VerificationSchedule, 'take'>
  readonly clock: Clock
  readonly log: Log
  /** Name of this process in leases: unique to it. */
  readonly owner: string
  /** How long the registries of a killed server wait for another, in milliseconds; 120,000 if not given. */
  readonly leaseMs?: number
  /** 2,000 if not given. */
  readonly pollMs?: number
  /** How often is looked for registries without a plan and for warnings of expiry; 60,000 if not given. */
  readonly sweepEveryMs?: number
}

export interface Reverification {
  /** Looks at once for registries that are due. */
  wake(): void
  /** Takes no more, lets verifications under way end within `graceMs`, then gives the rest back as they were. */
  stop(options: { readonly graceMs: number }): Promise<void>
}

/** Whoever works must have stopped before another may begin: its own view of the lease ends earlier. */
const SAFE_PART = 0.8

/**
 * Verifies registries as they come due: each by one process at a time, in the limits of each host. Also plans those that
 * have no plan, and gives warnings of expiry as time passes.
 */
export function startReverification(options: ReverificationOptions): Reverification {
  const { app, schedule, clock, log, owner, everyMs, concurrency, perHost, requestsPerSecond } = options
  const { leaseMs = 120_000, pollMs = 2_000, sweepEveryMs = 60_000 } = options
  const budgets = createHostBudgets(requestsPerSecond)

  const verify = async (due: DueRegistry, signal: AbortSignal): Promise<void> => {
    const { outcome, quota } = await app.reverifyRegistry(due, owner, signal)
    budgets.spend(due.host, quota.requests)
    const { registryId, host } = due
    log.debug({ registryId, host, outcome, requests: quota.requests }, 'verified by schedule')
    if (quota.hostRestsUntil) {
      log.info({ host, until: quota.hostRestsUntil }, 'A host asked to be left alone; its registries wait.')
    }
  }

  const loop =
    everyMs === null
      ? undefined
      : startLeaseLoop<DueRegistry>({
          what: 'verify a registry by schedule',
          log,
          concurrency,
          pollMs,
          workLimitMs: leaseMs * SAFE_PART,
          take(limit) {
            const now = clock.now()
            const until = new Date(now.getTime() + leaseMs)
            return schedule.take(owner, now, until, { limit, perHost, except: budgets.spent() })
          },
          work: verify,
          soonerMs: () => budgets.nextFreeMs(),
        })

  const ending = new AbortController()
  const sweeping = sweep(
    async () => {
      if (everyMs !== null && (await app.planUnplanned()) > 0) loop?.wake()
      await app.warnOfExpiries()
    },
    sweepEveryMs,
    (error) => log.warn({ error: (error as Error).message }, 'Could not look after registries.'),
    ending.signal,
  )

  return {
    wake: () => loop?.wake(),
    async stop({ graceMs }) {
      ending.abort()
      await Promise.all([sweeping, loop?.stop({ graceMs })])
    },
  }
}
