import { setTimeout as delay } from 'node:timers/promises'
import { isAppError } from '@fairlead/core'
import type { KubeApi, Selection } from '../connection/kube-api.ts'
import type { PodObject } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'

/** Pods as they are now, kept so by a watch. */
export interface LivePods {
  all(): readonly PodObject[]
  get(uid: string): PodObject | undefined
  /** Settles with the next change, or when the signal fires. Throws what the watch was given up for. */
  changed(): Promise<void>
}

const GIVE_UP = 5
const PAUSE_MS = 1_000

/** Lists the pods, then watches them until the signal fires; after a silence of the API server it lists anew. */
export async function watchPods(api: KubeApi, selection: Selection, signal: AbortSignal): Promise<LivePods> {
  let pods = new Map<string, PodObject>()
  let next = Promise.withResolvers<void>()
  const tell = () => {
    next.resolve()
    next = Promise.withResolvers<void>()
    next.promise.catch(() => {})
  }
  const list = async () => {
    const { items, metadata } = await api.list<PodObject>('Pod', selection, signal)
    pods = new Map(items.map((pod) => [pod.metadata.uid ?? '', pod]))
    tell()
    return metadata.resourceVersion
  }
  const follow = async (from: string) => {
    let version = from
    for (;;) {
      for await (const { type, object } of api.watch<PodObject>('Pod', selection, version, signal)) {
        version = object.metadata.resourceVersion ?? version
        failures = 0
        if (type === 'BOOKMARK') continue
        if (type === 'DELETED') pods.delete(object.metadata.uid ?? '')
        else pods.set(object.metadata.uid ?? '', object)
        tell()
      }
    }
  }
  let failures = 0
  const keep = async (first: string) => {
    let version: string | undefined = first
    while (!signal.aborted) {
      try {
        await follow(version ?? (await list()))
      } catch (error) {
        version = undefined
        if (signal.aborted) break
        const isExpired = refusalOf(error)?.status === 410
        failures += isExpired ? 0 : 1
        if (!isExpired && (failures >= GIVE_UP || !isAppError(error, 'target.unreachable'))) {
          next.reject(error)
          return
        }
        if (!isExpired) await delay(PAUSE_MS * failures, undefined, { signal }).catch(() => {})
      }
    }
    next.resolve()
  }
  const version = await list()
  void keep(version)
  return { all: () => [...pods.values()], get: (uid) => pods.get(uid), changed: () => next.promise }
}
