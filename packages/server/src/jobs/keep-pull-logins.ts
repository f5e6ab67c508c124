import type { App } from '@fairlead/core'
import type { Log } from '../log.ts'
import { sweep } from './sweep.ts'

export interface PullLoginJobOptions {
  readonly app: Pick<App, 'keepPullLogins'>
  readonly log: Log
  /** How often all logins are looked at, in milliseconds; 60,000 if not given. */
  readonly everyMs?: number
  /** Least time between two repairs of one registry's logins that somebody changes, in milliseconds. */
  readonly pauseMs?: number
}

export interface PullLoginJob {
  /** The registry's login changed: nodes get it at once. */
  changed(registryId: string): void
  /**
   * The registry's login on some node was changed by somebody: it is put right at once, but no more often than every ten
   * seconds, since whoever changed it may do so again and again.
   */
  touched(registryId: string): void
  /** Ends what is under way, which another server or the next start takes up. Idempotent. */
  stop(): Promise<void>
}

/**
 * Keeps what nodes pull with: all of it again and again, since it is edited by others and ends by itself, and that of a
 * registry when it changes. Several servers may do so at once.
 */
export function startKeepingPullLogins({
  app,
  log,
  everyMs = 60_000,
  pauseMs = 10_000,
}: PullLoginJobOptions): PullLoginJob {
  const ending = new AbortController()
  /** Registries that were looked at just now, and those of them that have to be again. */
  const paused = new Map<string, { readonly timer: NodeJS.Timeout; isDue: boolean }>()
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
  const changed = (registryId: string): void => {
    if (ending.signal.aborted) return
    const done = keep([registryId])
      .catch(onError)
      .finally(() => running.delete(done))
    running.add(done)
  }
  const touched = (registryId: string): void => {
    if (ending.signal.aborted) return
    const pause = paused.get(registryId)
    if (pause) {
      pause.isDue = true
      return
    }
    changed(registryId)
    const timer = setTimeout(() => {
      const isDue = paused.get(registryId)?.isDue
      paused.delete(registryId)
      if (isDue) touched(registryId)
    }, pauseMs)
    paused.set(registryId, { timer, isDue: false })
  }
  return {
    changed,
    touched,
    async stop() {
      ending.abort()
      for (const { timer } of paused.values()) clearTimeout(timer)
      await Promise.all([sweeping, ...running])
    },
  }
}
