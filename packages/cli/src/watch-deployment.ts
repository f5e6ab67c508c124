import { setTimeout } from 'node:timers/promises'
import type { Deployment } from '@fairlead/api/client'
import type { Session } from './login/session.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000
/** A server that restarts is back before this; one that is not may be gone for good. */
const PATIENCE_MS = 60_000

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
const UNAVAILABLE = 503
const isLost = (error: unknown): boolean =>
  codeOf(error) === 'server.unreachable' ||
  (error instanceof Error && 'status' in error && error.status === UNAVAILABLE)

/** What was asked for is not there any more. */
export const isGone = (error: unknown): boolean =>
  codeOf(error) === 'deployment.not_found' || codeOf(error) === 'container.not_found'

export interface WatchDeploymentOptions {
  /** Called when the server stops answering, once each time. */
  onLost?(): void
  /** Milliseconds of silence after which it gives up; a minute unless said. */
  readonly patienceMs?: number
}

/**
 * The deployment each time it changes, until it has ended. A server that ends meanwhile does not end the deployment, so
 * for a minute it is asked again. A removal may be forgotten with its container: then it has ended well.
 */
export async function* watchDeployment(
  { api, signal }: Session,
  first: Deployment,
  options: WatchDeploymentOptions = {},
): AsyncGenerator<Deployment> {
  let latest = first
  let pause = FIRST_PAUSE_MS
  let lostAt: number | undefined
  for (;;) {
    try {
      for await (const next of api.deployments.watch(first.id, { signal })) {
        ;[pause, lostAt] = [FIRST_PAUSE_MS, undefined]
        latest = next
        yield next
      }
      return
    } catch (error) {
      if (first.action === 'delete' && isGone(error)) {
        yield { ...latest, state: 'succeeded', finishedAt: latest.finishedAt ?? new Date().toISOString() }
        return
      }
      if (signal.aborted || !isLost(error)) throw error
      if (lostAt === undefined) options.onLost?.()
      lostAt ??= performance.now()
      if (performance.now() - lostAt > (options.patienceMs ?? PATIENCE_MS)) throw error
    }
    await setTimeout(pause, undefined, { signal })
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}
