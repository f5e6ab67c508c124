import type { KubeApi, Selection } from '../connection/kube-api.ts'
import type { PodObject } from '../connection/objects.ts'
import { viewResources } from '../watch/resource-view.ts'

/** Pods as they are now, kept so by a watch. */
export interface LivePods {
  all(): readonly PodObject[]
  get(uid: string): PodObject | undefined
  /** Settles with the next change, or when the signal fires. Throws what the watch was given up for. */
  changed(): Promise<void>
}

/** Lists the pods, then watches them until the signal fires. Throws what keeps them from being listed. */
export async function watchPods(api: KubeApi, selection: Selection, signal: AbortSignal): Promise<LivePods> {
  let next = noticed()
  const listed = noticed()
  const view = viewResources<PodObject>(api, 'Pod', selection, signal, {
    onChange: (change) => {
      if (change.type === 'listed') listed.resolve()
      if (change.type === 'away') listed.reject(change.error)
      next.resolve()
      next = noticed()
    },
  })
  view.ended.then(
    () => {
      listed.resolve()
      next.resolve()
    },
    (error: unknown) => {
      listed.reject(error)
      next.reject(error)
    },
  )
  await listed.promise
  const all = () => [...view.objects.values()]
  return {
    all,
    get: (uid) => all().find(({ metadata }) => metadata.uid === uid),
    changed: () => next.promise,
  }
}

/** A promise that nobody may be waiting for when it fails. */
function noticed(): PromiseWithResolvers<void> {
  const resolvers = Promise.withResolvers<void>()
  resolvers.promise.catch(() => {})
  return resolvers
}
