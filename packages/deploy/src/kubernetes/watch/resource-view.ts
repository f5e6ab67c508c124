import { AppError, isAppError } from '@fairlead/core'
import { type BackOff, createBackOff } from '../connection/back-off.ts'
import type { KubeApi, Selection } from '../connection/kube-api.ts'
import type { Kind, KubeObject } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'

/** What happened to the objects of a view, told after the view has it. */
export type Change<T> =
  /** All of them were read anew. */
  | { readonly type: 'listed' }
  | { readonly type: 'put' | 'gone'; readonly object: T }
  /** The API server does not answer; what the view has may be old until the next `listed`. */
  | { readonly type: 'away'; readonly error: AppError }

export interface ResourceView<T extends KubeObject> {
  /** Present objects by `namespace/name`. Empty until the first list. */
  readonly objects: ReadonlyMap<string, T>
  /** Whether it has been listed, and the API server answers as far as known. */
  isCurrent(): boolean
  /** Why it is not current, once it was tried. */
  fault(): AppError | undefined
  /** Milliseconds since the API server said anything. A connection that is dead without a sign shows by nothing else. */
  silentMs(): number
  /** Ends with the signal. Throws `target.failed` where the cluster refuses again and again, such as for a right. */
  readonly ended: Promise<void>
}

export interface ViewOptions<T extends KubeObject> {
  readonly onChange?: (change: Change<T>) => void
  /** What is kept of an object; undefined: nothing. Views of many objects should keep little. */
  readonly pick?: (object: T) => T | undefined
  readonly backOff?: BackOff
}

/** How often in a row a refusal is asked again: an API server that has just started refuses what it allows later. */
const REFUSALS = 4
/** A watch that ends sooner without a word counts as a failure, so that nobody asks in a tight circle. */
const SHORT_MS = 1_000

/**
 * The objects of one kind and selection, of one namespace or of all, kept as they are by one watch: it goes on from the
 * last resource version when the server ends it, and lists anew when that is too old (410) or the server was away.
 */
export function viewResources<T extends KubeObject>(
  api: KubeApi,
  kind: Kind,
  selection: Selection,
  signal: AbortSignal,
  { onChange = () => {}, pick = (object) => object, backOff = createBackOff() }: ViewOptions<T> = {},
): ResourceView<T> {
  const objects = new Map<string, T>()
  let isListed = false
  let heardAt = performance.now()
  let fault: AppError | undefined

  const put = (object: T): void => {
    const key = keyOf(object)
    const before = objects.get(key)
    if (before && before.metadata.resourceVersion === object.metadata.resourceVersion) return
    const kept = pick(slim(object, kind))
    if (kept === undefined) {
      remove(key)
      return
    }
    objects.set(key, kept)
    onChange({ type: 'put', object: kept })
  }

  const remove = (key: string): void => {
    const object = objects.get(key)
    objects.delete(key)
    if (object) onChange({ type: 'gone', object })
  }

  const list = async (): Promise<string> => {
    const { items, metadata } = await api.list<T>(kind, selection, signal)
    heardAt = performance.now()
    const present = new Set(items.map(keyOf))
    for (const key of [...objects.keys()]) if (!present.has(key)) remove(key)
    for (const item of items) put(item)
    isListed = true
    fault = undefined
    onChange({ type: 'listed' })
    return metadata.resourceVersion
  }

  /** Until the server ends the watch; gives the version to go on from. */
  const follow = async (from: string): Promise<string> => {
    let version = from
    const began = performance.now()
    const heard = (): void => {
      heardAt = performance.now()
    }
    for await (const { type, object } of api.watch<T>(kind, selection, from, signal, heard)) {
      backOff.reset()
      heard()
      version = object.metadata.resourceVersion ?? version
      if (type === 'DELETED') remove(keyOf(object))
      else if (type !== 'BOOKMARK') put(object)
    }
    const isShort = version === from && performance.now() - began < SHORT_MS
    if (isShort) await backOff.pause(signal)
    else backOff.reset()
    return version
  }

  const run = async (): Promise<void> => {
    let version: string | undefined
    let refusals = 0
    while (!signal.aborted) {
      try {
        version = version === undefined ? await list() : await follow(version)
        refusals = 0
      } catch (error) {
        if (signal.aborted) return
        version = undefined
        if (!(error instanceof AppError)) throw error
        if (!isExpired(error)) {
          if (isRefusal(error) && ++refusals > REFUSALS) throw error
          const wasCurrent = fault === undefined
          fault = error
          if (wasCurrent) onChange({ type: 'away', error })
        }
        await backOff.pause(signal).catch(() => {})
      }
    }
  }

  const ended = run()
  // Whoever looks at `ended` late must not have ended the process by that.
  ended.catch(() => {})
  return {
    objects,
    isCurrent: () => isListed && fault === undefined,
    fault: () => fault,
    silentMs: () => performance.now() - heardAt,
    ended,
  }
}

const keyOf = ({ metadata: { namespace, name } }: KubeObject): string => `${namespace ?? ''}/${name}`

/** Without what nobody reads in a view and is half of the object; the items of a list do not say their kind. */
const slim = <T extends KubeObject>(
  { metadata: { managedFields: _, ...metadata }, ...object }: T,
  kind: Kind,
) => ({ ...object, kind, metadata }) as unknown as T

/** 410: the version that was asked from is not kept any more. */
const isExpired = (error: unknown): boolean => refusalOf(error)?.status === 410

/** A refusal that time alone does not end. */
function isRefusal(error: unknown): boolean {
  if (!isAppError(error, 'target.failed')) return false
  const status = refusalOf(error)?.status ?? 500
  return status < 500 && status !== 429
}
