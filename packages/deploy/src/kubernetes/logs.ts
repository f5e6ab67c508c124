import type { LogLine, LogRequest, ServiceIdentity } from '@fairlead/core'
import { anySignal } from '@fairlead/core'
import { KEYS } from '../manifests/keys.ts'
import { kubernetesName } from '../manifests/names.ts'
import { mergeAsync } from '../merge-async.ts'
import type { PodObject } from './connection/objects.ts'
import { followPod } from './logs/follow-pod.ts'
import { type LivePods, watchPods } from './logs/live-pods.ts'
import type { TimedText } from './logs/log-lines.ts'
import { type LogPosition, logOf, moved, readPodLog } from './logs/pod-log.ts'
import type { KubernetesContext } from './settings.ts'

interface PodLine extends TimedText {
  readonly instance: string
}

/**
 * Lines of all pods of the service: first the last `tail` in the order of their time, then, where followed, as they
 * come, those of pods that are made later too. Followed it ends when the signal fires; of a service that has no
 * Deployment and no pod, at once. Throws `target.unreachable` and `target.failed`.
 */
export async function* serviceLogs(
  context: KubernetesContext,
  service: ServiceIdentity,
  request: LogRequest,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const ended = new AbortController()
  const either = anySignal(signal, ended.signal)
  try {
    for await (const { time, text, instance } of podLines(context, service, request, either)) {
      // What is on its way already is not given any more.
      if (signal.aborted) return
      yield { at: `${time.slice(0, 23)}Z`, stream: 'stdout', message: text, instance }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    ended.abort()
  }
}

async function* podLines(
  context: KubernetesContext,
  service: ServiceIdentity,
  { follow, tail }: LogRequest,
  signal: AbortSignal,
): AsyncGenerator<PodLine> {
  const { api, settings } = context
  const selection = {
    ...(settings.namespace === null ? {} : { namespace: settings.namespace }),
    labelSelector: `${KEYS.service}=${service.id}`,
  }
  const container = kubernetesName(service.name)
  const live = follow ? await watchPods(api, selection, signal) : undefined
  const pods = live?.all() ?? (await api.list<PodObject>('Pod', selection, signal)).items
  const history = await readHistory(context, pods, container, tail, signal)
  yield* history.lines
  if (live === undefined) return
  if (pods.length === 0 && (await api.list('Deployment', selection, signal)).items.length === 0) return
  const follower = (pod: PodObject, begin: { tail?: number; after?: LogPosition | undefined }) =>
    named(pod, followPod(api, live, pod, container, begin, signal))
  const begun = pods.map((pod) =>
    follower(pod, tail === 0 ? { tail: 0 } : { after: history.positions.get(pod) }),
  )
  yield* mergeAsync(
    begun,
    joiningPods(live, pods, (pod) => follower(pod, {}), signal),
  )
}

/** The last lines of all pods, never more of them held than twice as many as are asked for. */
async function readHistory(
  { api }: KubernetesContext,
  pods: readonly PodObject[],
  container: string,
  tail: number,
  signal: AbortSignal,
): Promise<{ lines: readonly PodLine[]; positions: ReadonlyMap<PodObject, LogPosition> }> {
  const positions = new Map<PodObject, LogPosition>()
  let lines: PodLine[] = []
  if (tail === 0) return { lines, positions }
  for (const pod of pods) {
    let position: LogPosition | undefined
    for await (const line of readPodLog(api, logOf(pod, container), { follow: false, tail }, signal)) {
      position = moved(position, line)
      lines.push({ ...line, instance: pod.metadata.name })
      if (lines.length >= 2 * tail) lines = latest(lines, tail)
    }
    if (position) positions.set(pod, position)
  }
  return { lines: latest(lines, tail), positions }
}

const latest = (lines: PodLine[], tail: number): PodLine[] =>
  lines.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).slice(-tail)

/** The followers of pods that are made from now on, as they are made. */
async function* joiningPods(
  live: LivePods,
  begun: readonly PodObject[],
  follower: (pod: PodObject) => AsyncGenerator<PodLine>,
  signal: AbortSignal,
): AsyncGenerator<AsyncGenerator<PodLine>> {
  let known = new Set(begun.map(({ metadata }) => metadata.uid))
  while (!signal.aborted) {
    const change = live.changed()
    const now = live.all()
    for (const pod of now.filter(({ metadata }) => !known.has(metadata.uid))) yield follower(pod)
    known = new Set(now.map(({ metadata }) => metadata.uid))
    await change
  }
}

async function* named(pod: PodObject, lines: AsyncGenerator<TimedText>): AsyncGenerator<PodLine> {
  for await (const line of lines) yield { ...line, instance: pod.metadata.name }
}
