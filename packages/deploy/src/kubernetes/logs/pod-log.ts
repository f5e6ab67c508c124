import { isAppError } from '@fairlead/core'
import { cancellation } from '../../cancellation.ts'
import type { KubeApi } from '../connection/kube-api.ts'
import { type PodObject, pathOf } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'
import { unreachable } from '../connection/unreachable.ts'
import { type TimedText, timedLines } from './log-lines.ts'

/** Where a pod's log is read. */
export interface PodLog {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

/** How far a log was read: the time of its last piece, and how many pieces of that time there were. */
export interface LogPosition {
  readonly time: string
  readonly pieces: number
}

export interface PodLogOptions {
  readonly follow: boolean
  /** Lines from the end; all where there is none. */
  readonly tail?: number | undefined
  /** Only what came behind it. */
  readonly after?: LogPosition | undefined
}

/** A log's container: the service's own, not one that a mesh put beside it. */
export const logOf = (pod: PodObject, container: string): PodLog => ({
  namespace: pod.metadata.namespace ?? '',
  pod: pod.metadata.name,
  container:
    pod.spec.containers.find(({ name }) => name === container)?.name ?? pod.spec.containers[0]?.name ?? '',
})

/**
 * One container's log, oldest first, until it ends. Nothing where the pod is gone, or its container has not started.
 * Throws `target.unreachable`, also where it breaks off, `target.failed` and `operation.canceled`.
 */
export async function* readPodLog(
  api: KubeApi,
  { namespace, pod, container }: PodLog,
  { follow, tail, after }: PodLogOptions,
  signal: AbortSignal,
): AsyncGenerator<TimedText> {
  // Which of its two streams a line came from is told by an API that is off by default, and that has no tail:
  // https://kubernetes.io/docs/concepts/cluster-administration/logging/#accessing-stdout-and-stderr-streams
  const asked = `read the log of the pod ${pod}`
  const query = {
    container,
    timestamps: 'true',
    follow: follow ? 'true' : undefined,
    tailLines: tail === undefined ? undefined : String(tail),
    // Read to the second there.
    sinceTime: after && `${after.time.slice(0, 19)}Z`,
  }
  try {
    const path = `${pathOf('Pod', namespace, pod)}/log`
    const { body } = await api.open({ method: 'GET', path, query, asked }, signal)
    if (body) yield* behind(timedLines(body), after)
  } catch (error) {
    if (signal.aborted) throw cancellation(signal)
    const status = refusalOf(error)?.status
    // 400: the container waits to start.
    if (status === 404 || status === 400) return
    throw isAppError(error) ? error : unreachable(await api.server(), asked, error)
  }
}

async function* behind(
  lines: AsyncIterable<TimedText>,
  after: LogPosition | undefined,
): AsyncGenerator<TimedText> {
  let known = after?.pieces ?? 0
  for await (const line of lines) {
    if (after && line.time < after.time) continue
    if (after && line.time === after.time && known > 0) {
      known -= 1
      continue
    }
    yield line
  }
}

/** Where a log is read to when this piece of it was the last. */
export const moved = (position: LogPosition | undefined, { time }: TimedText): LogPosition => ({
  time,
  pieces: position?.time === time ? position.pieces + 1 : 1,
})
