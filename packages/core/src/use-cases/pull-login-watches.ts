import type { DeployTarget } from '../ports/deploy-target.ts'
import type { AppPorts } from './ports.ts'

/** Watches the logins that nodes pull with, so that what somebody does to one is not found by the next look only. */
export interface PullLoginWatches {
  /** From now on of these clusters, by their ids, and of no others, until the signal fires. */
  follow(targets: ReadonlyMap<string, DeployTarget>, signal: AbortSignal): void
}

export function pullLoginWatches({
  onNodeLoginChanged,
  report,
}: Pick<AppPorts, 'onNodeLoginChanged' | 'report'>): PullLoginWatches {
  const watches = new Map<string, { readonly target: DeployTarget; readonly stop: AbortController }>()

  const begin = (clusterId: string, target: DeployTarget, signal: AbortSignal): void => {
    if (!target.watchPullLogins || !onNodeLoginChanged || signal.aborted) return
    const stop = new AbortController()
    const onAbort = () => stop.abort()
    signal.addEventListener('abort', onAbort, { once: true })
    watches.set(clusterId, { target, stop })
    target
      .watchPullLogins(onNodeLoginChanged, stop.signal)
      // Without the right to watch, the next look of all finds it.
      .catch((error: unknown) => report(error, { clusterId }))
      .finally(() => signal.removeEventListener('abort', onAbort))
  }

  return {
    follow(targets, signal) {
      for (const [clusterId, { target, stop }] of watches) {
        if (targets.get(clusterId) === target) continue
        stop.abort()
        watches.delete(clusterId)
      }
      for (const [clusterId, target] of targets) {
        if (!watches.has(clusterId)) begin(clusterId, target, signal)
      }
    },
  }
}
