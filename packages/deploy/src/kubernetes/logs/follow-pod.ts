import { setTimeout as delay } from 'node:timers/promises'
import { isAppError } from '@fairlead/core'
import type { KubeApi } from '../connection/kube-api.ts'
import type { ContainerStatus, PodObject } from '../connection/objects.ts'
import type { LivePods } from './live-pods.ts'
import type { TimedText } from './log-lines.ts'
import { type LogPosition, logOf, moved, readPodLog } from './pod-log.ts'

/** A log that broke off is opened again at once, then after longer and longer times. */
const PAUSES_MS = [0, 500, 1_000, 2_000, 5_000]

/**
 * What a pod's container says from a position on, over restarts of the container and of the API server, until the pod is
 * gone or the signal fires. `tail` is for the first look only. Throws what the log was given up for.
 */
export async function* followPod(
  api: KubeApi,
  live: LivePods,
  pod: PodObject,
  container: string,
  begin: { readonly tail?: number | undefined; readonly after?: LogPosition | undefined },
  signal: AbortSignal,
): AsyncGenerator<TimedText> {
  const uid = pod.metadata.uid ?? ''
  const log = logOf(pod, container)
  let { tail, after: position } = begin
  let ended: string | undefined
  let breaks = 0
  while (!signal.aborted) {
    const change = live.changed()
    const now = live.get(uid)
    const status = now?.status?.containerStatuses?.find(({ name }) => name === log.container)
    const run = status && runOf(status)
    if (run === undefined || run.id === ended) {
      if (now === undefined || hasEnded(now)) return
      await change
      continue
    }
    try {
      for await (const line of readPodLog(api, log, { follow: true, tail, after: position }, signal)) {
        position = moved(position, line)
        tail = undefined
        breaks = 0
        yield line
      }
      // The end of a container is known here before the pod's status tells it; a log that ends while its container
      // runs on was cut, by a restart of the kubelet for one.
      if (run.isRunning && live.get(uid)) {
        await Promise.race([change, delay(PAUSES_MS[1], undefined, { signal }).catch(() => {})])
        if (isStill(live.get(uid), log.container, run)) continue
      }
      ended = run.id
    } catch (error) {
      if (signal.aborted) return
      breaks += 1
      const pauseMs = PAUSES_MS[breaks]
      if (pauseMs === undefined || isAppError(error, 'target.failed')) throw error
      await delay(pauseMs, undefined, { signal }).catch(() => {})
    }
  }
}

/** One run of a container; a restart is another one. */
interface Run {
  readonly id: string
  readonly isRunning: boolean
}

/** Undefined before its first start. */
function runOf({ restartCount, state, lastState }: ContainerStatus): Run | undefined {
  if (state?.running) return { id: `${restartCount}`, isRunning: true }
  // Between two runs it is the last one that is read, with the count of restarts that it had.
  if (state?.terminated || lastState?.terminated) return { id: `${restartCount}`, isRunning: false }
  return undefined
}

function isStill(pod: PodObject | undefined, container: string, run: Run): boolean {
  const status = pod?.status?.containerStatuses?.find(({ name }) => name === container)
  const now = status && runOf(status)
  return now?.id === run.id && now.isRunning
}

const hasEnded = ({ status }: PodObject): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed'
