import type { App } from '@fairlead/core'
import type { Log } from '../log.ts'
import { sweep } from './sweep.ts'

export interface PullLoginJobOptions {
  readonly app: Pick<App, 'keepPullLogins'>
  readonly log: Log
  /** How often all logins are looked at, in milliseconds; 60,000 if not given. */
  readonly everyMs?: number
}

export interface PullLoginJob {
  /** The registry's login changed: nodes get it at once. */
  changed(registryId: string): void
  /** Ends what is under way, which another server or the next start takes up. Idempotent. */
  stop(): Promise<void>
}

/**
 * Keeps what nodes pull with: all of it again and again, since it is edited by others and ends by itself, and that of a
 * registry when it changes. Several servers may do so at once.
 */
export function startKeepingPullLogins({ app, log, everyMs = 60_000 }: PullLoginJobOptions): PullLoginJob {
  const ending = new AbortController()
  const running = new Set<Promise<void>>()
  const keep = async (registryIds: readonly string[] | undefined): Promise<void> => {
    const changed = await app.keepPullLogins(registryIds, ending.signal)
    if (changed > 0) log.info({ changed }, 'Logins that nodes pull with were put right.')
  }
  const onError = (error: unknown) => {
    if (!ending.signal.aborted)
      log.warn({ error: (error as Error).message }, 'Could not look after the logins that nodes pull with.')
  }
  const sweeping = sweep(() => keep(undefined), everyMs, onError, ending.signal)
  return {
    changed(registryId) {
      if (ending.signal.aborted) return
      const done = keep([registryId])
        .catch(onError)
        .finally(() => running.delete(done))
      running.add(done)
    },
    async stop() {
      ending.abort()
      await Promise.all([sweeping, ...running])
    },
  }
}
