import { orCanceled } from '../../cancellation.ts'
import { KEYS } from '../../manifests/keys.ts'
import type { KubeApi } from '../connection/kube-api.ts'
import type { Kind, KubeObject } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'
import { keptFields } from './kept-fields.ts'
import { type ResourceView, viewResources } from './resource-view.ts'
import { createServiceIndex, type ServiceIndex } from './service-index.ts'

/** What is made for services, and the pods that come of it. */
const VIEWED: ReadonlySet<Kind> = new Set([
  'ConfigMap',
  'Deployment',
  'GRPCRoute',
  'HTTPRoute',
  'HorizontalPodAutoscaler',
  'Ingress',
  'PersistentVolumeClaim',
  'Pod',
  'PodDisruptionBudget',
  'Secret',
  'Service',
  'ServiceAccount',
])

export interface SharedViewTimes {
  /** Nobody asked for so long: the watches end. The console asks about once a minute. */
  readonly idleMs: number
  /** Longer than a watch may be quiet before it is begun anew: one that was silent for longer is not believed. */
  readonly silentMs: number
  /** What was refused is asked for again after that. */
  readonly refusedMs: number
  /** What seldom changes is asked for again after that. */
  readonly rememberedMs: number
}

const TIMES: SharedViewTimes = {
  idleMs: 5 * 60_000,
  silentMs: 90_000,
  refusedMs: 5 * 60_000,
  rememberedMs: 60_000,
}

/**
 * The objects of all services of a cluster, kept by one watch for each kind, so that the status of a service asks nothing
 * of the API server. Watches begin when they are first asked for and end when nobody asks any more.
 */
export interface SharedViews {
  /**
   * Undefined where they have to be asked for: of a kind that is not viewed, while the API server is away, and without
   * the right to watch. Throws the refusal of a kind that the cluster does not have, and `operation.canceled`.
   */
  of(kind: Kind, serviceId: string, signal: AbortSignal): Promise<readonly KubeObject[] | undefined>
  /** The answer to a question about the cluster itself, from a minute ago at most. */
  remember<T>(question: string, ask: () => Promise<T>): Promise<T>
  close(): void
}

interface Shared {
  readonly view: ResourceView<KubeObject>
  readonly index: ServiceIndex
  /** Once it was listed, or that failed. */
  readonly tried: Promise<void>
  refused?: { readonly error: unknown; readonly at: number }
}

export function createSharedViews(
  api: KubeApi,
  namespace: string | null,
  times: Partial<SharedViewTimes> = {},
): SharedViews {
  const { idleMs, silentMs, refusedMs, rememberedMs } = { ...TIMES, ...times }
  const views = new Map<Kind, Shared>()
  const remembered = new Map<string, { readonly answer: unknown; readonly at: number }>()
  let ending = new AbortController()
  let idle: NodeJS.Timeout | undefined

  const close = (): void => {
    clearTimeout(idle)
    idle = undefined
    ending.abort()
    ending = new AbortController()
    views.clear()
    remembered.clear()
  }

  const touch = (): void => {
    idle ??= setTimeout(close, idleMs).unref()
    idle.refresh()
  }

  const open = (kind: Kind): Shared => {
    const tried = Promise.withResolvers<void>()
    const index = createServiceIndex()
    const selection = { labelSelector: KEYS.service, ...(namespace === null ? {} : { namespace }) }
    const view = viewResources<KubeObject>(api, kind, selection, ending.signal, {
      pick: keptFields,
      onChange: (change) => {
        index.note(change)
        if (change.type === 'listed' || change.type === 'away') tried.resolve()
      },
    })
    const shared: Shared = { view, index, tried: tried.promise }
    view.ended.then(tried.resolve, (error: unknown) => {
      shared.refused = { error, at: performance.now() }
      tried.resolve()
    })
    views.set(kind, shared)
    return shared
  }

  return {
    async of(kind, serviceId, signal) {
      if (!VIEWED.has(kind)) return undefined
      touch()
      let shared = views.get(kind)
      if (shared?.refused && performance.now() - shared.refused.at > refusedMs) shared = undefined
      shared ??= open(kind)
      await orCanceled(shared.tried, signal)
      const fault = shared.refused?.error ?? shared.view.fault()
      if (refusalOf(fault)?.status === 404) throw fault
      if (fault !== undefined || !shared.view.isCurrent() || shared.view.silentMs() > silentMs) {
        return undefined
      }
      return shared.index.of(serviceId)
    },
    async remember<T>(question: string, ask: () => Promise<T>): Promise<T> {
      touch()
      const known = remembered.get(question)
      if (known && performance.now() - known.at < rememberedMs) return known.answer as T
      const answer = await ask()
      remembered.set(question, { answer, at: performance.now() })
      return answer
    },
    close,
  }
}
