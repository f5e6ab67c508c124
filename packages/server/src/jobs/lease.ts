import { AppError, type Clock, type DeploymentStore } from '@fairlead/core'

export interface LeaseTerms {
  readonly deployments: Pick<DeploymentStore, 'lease'>
  readonly clock: Clock
  /** Name of this process. */
  readonly owner: string
  /** How long a lease holds without a renewal, in milliseconds. Servers' clocks must agree within a fifth of it. */
  readonly leaseMs: number
  readonly renewEveryMs: number
}

/** The right to run one deployment. */
export interface Lease {
  /** Aborts when the lease is lost, or cannot be renewed in time. */
  readonly signal: AbortSignal
  /** Ends it, for everybody else `afterMs` from now. */
  release(afterMs: number): Promise<void>
}

// Whoever runs must have stopped before another may begin: its own view of the lease ends earlier.
const SAFE_PART = 0.8
/** A renewal that failed is tried again sooner than the next one is due. */
const RETRY_PART = 0.2

const lost = (): AppError =>
  new AppError(
    'operation.canceled',
    'This server lost the lease of the deployment; another one goes on with it.',
  )

/** Takes the lease of a deployment and renews it until `release`; undefined when another process holds it. */
export async function takeLease(id: string, terms: LeaseTerms): Promise<Lease | undefined> {
  const { deployments, clock, owner, leaseMs, renewEveryMs } = terms
  const held = new AbortController()
  let watchdog: NodeJS.Timeout | undefined
  let timer: NodeJS.Timeout | undefined
  let renewing: Promise<void> = Promise.resolve()

  const extend = async (forMs: number): Promise<boolean> => {
    const now = clock.now()
    return deployments.lease(id, owner, new Date(now.getTime() + forMs), now)
  }
  // Set before the store is asked: the time that it takes to answer counts.
  const guard = (): NodeJS.Timeout => setTimeout(() => held.abort(lost()), leaseMs * SAFE_PART)

  /** Returns in how many milliseconds to renew again. */
  const renew = async (): Promise<number> => {
    const next = guard()
    try {
      if (await extend(leaseMs)) {
        clearTimeout(watchdog)
        watchdog = next
        return renewEveryMs
      }
      held.abort(lost())
    } catch {
      // The watchdog of the last renewal still runs.
    }
    clearTimeout(next)
    return renewEveryMs * RETRY_PART
  }
  const schedule = (inMs: number): void => {
    timer = setTimeout(() => {
      renewing = renew().then((nextMs) => {
        if (timer !== undefined && !held.signal.aborted) schedule(nextMs)
      })
    }, inMs)
  }

  watchdog = guard()
  try {
    if (!(await extend(leaseMs))) {
      clearTimeout(watchdog)
      return undefined
    }
  } catch (error) {
    clearTimeout(watchdog)
    throw error
  }
  schedule(renewEveryMs)
  return {
    signal: held.signal,
    async release(afterMs) {
      clearTimeout(timer)
      timer = undefined
      // A renewal that is on its way would take back what is given up here.
      await renewing
      clearTimeout(watchdog)
      if (!held.signal.aborted) await extend(afterMs)
    },
  }
}
