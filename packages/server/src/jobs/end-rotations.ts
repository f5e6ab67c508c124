import type { App } from '@fairlead/core'
import type { Log } from '../log.ts'
import { sweep } from './sweep.ts'

export interface RotationJobOptions {
  readonly app: Pick<App, 'endRotations' | 'forgetOldRefusals'>
  readonly log: Log
  /** How often this process looks for grace times that are over, in milliseconds; 30,000 if not given. */
  readonly everyMs?: number
}

export interface RotationJob {
  /** Ends what is under way, which another server or the next start takes up. Idempotent. */
  stop(): Promise<void>
}

/**
 * Empties second slots whose grace time is over, and forgets old refusals. Several servers may do so at once: what one
 * of them saved, the others leave.
 */
export function startEndingRotations({ app, log, everyMs = 30_000 }: RotationJobOptions): RotationJob {
  const ending = new AbortController()
  const sweeping = sweep(
    async () => {
      await app.endRotations(ending.signal)
      await app.forgetOldRefusals()
    },
    everyMs,
    (error) => {
      if (!ending.signal.aborted) log.warn({ error: (error as Error).message }, 'Could not end rotations.')
    },
    ending.signal,
  )
  return {
    async stop() {
      ending.abort()
      await sweeping
    },
  }
}
