import { AppError, anySignal } from '@fairlead/core'
import type { Log } from '../log.ts'
import { createWaker } from './waker.ts'

export interface LeaseLoopOptions<T> {
  /** What is done, for the log: `verify registries`. */
  readonly what: string
  readonly log: Log
  /** Things that are worked on at once. */
  readonly concurrency: number
  /** How often is looked for work while there is none, in milliseconds. */
  readonly pollMs: number
  /** Leases up to `limit` things. */
  take(limit: number): Promise<readonly T[]>
  /** Works on one and ends its lease. Its signal fires when the server ends, or when its lease has nearly run out. */
  work(each: T, signal: AbortSignal): Promise<void>
  /** A lease's work is given up after so many milliseconds: before the lease itself ends. */
  readonly workLimitMs: number
  /** An earlier look than after `pollMs`, in milliseconds. */
  soonerMs?(): number | undefined
}

export interface LeaseLoop {
  /** Looks for work at once. */
  wake(): void
  /** Takes no more, lets what is under way go on for `graceMs`, aborts the rest, and waits for it. Idempotent. */
  stop(options: { readonly graceMs: number }): Promise<void>
}

const tooLong = (ms: number): AppError =>
  new AppError('operation.timeout', `It took longer than ${ms / 1000} s.`)

/** Takes leased work as it comes due, never more than `concurrency` at once, until it is stopped. */
export function startLeaseLoop<T>(options: LeaseLoopOptions<T>): LeaseLoop {
  const { what, log, concurrency, pollMs, workLimitMs } = options
  const running = new Set<Promise<void>>()
  const waker = createWaker()
  const ending = new AbortController()
  const aborting = new AbortController()
  let failures = 0

  function start(each: T): void {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(tooLong(workLimitMs)), workLimitMs)
    const done = options
      .work(each, anySignal(aborting.signal, limit.signal))
      .catch((error: unknown) => {
        if (aborting.signal.aborted) return
        log.warn({ error: (error as Error).message }, `Could not ${what}; the lease runs out by itself.`)
      })
      .finally(() => {
        clearTimeout(timer)
        running.delete(done)
        waker.wake()
      })
    running.add(done)
  }

  async function look(): Promise<boolean> {
    const free = concurrency - running.size
    if (free <= 0) return false
    try {
      const taken = await options.take(free)
      failures = 0
      for (const each of taken) start(each)
      return taken.length > 0
    } catch (error) {
      if (failures === 0) log.warn({ error: (error as Error).message }, `Could not look for work to ${what}.`)
      failures += 1
      return false
    }
  }

  async function loop(): Promise<void> {
    while (!ending.signal.aborted) {
      const found = await look()
      // What was found leaves room for more only when there was less than asked for, or something ends.
      if (found && running.size < concurrency) continue
      await waker.sleep(Math.min(options.soonerMs?.() ?? pollMs, pollMs), ending.signal)
    }
  }
  const looping = loop()

  async function end(graceMs: number): Promise<void> {
    ending.abort()
    await looping
    const timer = setTimeout(() => aborting.abort(), graceMs)
    await Promise.all(running)
    clearTimeout(timer)
    aborting.abort()
  }

  let stopped: Promise<void> | undefined
  return {
    wake: () => waker.wake(),
    stop({ graceMs }) {
      stopped ??= end(graceMs)
      return stopped
    },
  }
}
