import type { Response } from 'undici'
import { cancellation } from '../../cancellation.ts'
import { type AskOptions, createAsk } from './ask.ts'
import { createBackOff } from './back-off.ts'
import { APPLY_PATCH, type Call } from './call.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import { listPages } from './list-pages.ts'
import { type Kind, type KubeObject, type ListOf, pathOf, type WatchEvent } from './objects.ts'
import { unlessStatus } from './refusal.ts'
import { createTransport, type ExplainLogin } from './transport.ts'
import { watchCall } from './watch-call.ts'

/** Who set a field, for the cluster: https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers */
export const FIELD_MANAGER = 'fairlead'

export interface Selection {
  /** All namespaces where there is none. */
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export interface ApplyOptions {
  /** All stages but the storing. */
  readonly dryRun?: boolean
  /** Takes fields that another manager owns. */
  readonly force?: boolean
  /** As whom; `fairlead` by default. */
  readonly manager?: string
}

/**
 * The API server of one cluster. Every call throws `target.unreachable` (no answer), `target.failed` (a refusal, see
 * `refusalOf`) and `operation.canceled`. All but `watch` and `open` are bounded in time, and are tried again after a blip.
 */
export interface KubeApi {
  /** Address of the API server. */
  server(): Promise<string>
  /** Undefined where there is none. */
  get<T extends KubeObject>(
    kind: Kind,
    namespace: string | undefined,
    name: string,
    signal: AbortSignal,
  ): Promise<T | undefined>
  list<T extends KubeObject>(kind: Kind, selection: Selection, signal: AbortSignal): Promise<ListOf<T>>
  /** Server-side apply as `fairlead`; the object as it is then. */
  apply<T extends KubeObject>(object: KubeObject, options: ApplyOptions, signal: AbortSignal): Promise<T>
  /** Merge patch (RFC 7386); undefined where there is no such object. */
  patch<T extends KubeObject>(
    kind: Kind,
    namespace: string | undefined,
    name: string,
    change: object,
    signal: AbortSignal,
  ): Promise<T | undefined>
  /**
   * With its dependents, in the background. `false` where it is gone already; where a uid is given, also where another
   * object has the name now, which stays.
   */
  remove(
    kind: Kind,
    namespace: string | undefined,
    name: string,
    signal: AbortSignal,
    uid?: string,
  ): Promise<boolean>
  /**
   * Changes from a resource version on, bookmarks among them. Ends when the server ends it, or has said nothing for a
   * while: go on from the last version. `onOpen`: the server has begun to tell. Throws `target.failed` with the refusal
   * 410 where the version is too old: then list anew.
   */
  watch<T extends KubeObject>(
    kind: Kind,
    selection: Selection,
    resourceVersion: string,
    signal: AbortSignal,
    onOpen?: () => void,
  ): AsyncGenerator<WatchEvent<T>>
  /** Any other question with a JSON answer. */
  ask<T>(call: Call, signal: AbortSignal): Promise<T>
  /** An answer that is read as it comes, such as a log; its body must be read or cancelled. */
  open(call: Call, signal: AbortSignal): Promise<Response>
  /** Ends every connection. */
  close(): Promise<void>
}

const CALL_MS = 30_000
const FIRST_WAIT_MS = 200
/** A little longer than it takes a server to send the next bookmark, where it sends them. */
const QUIET_MS = 70_000

export interface ApiOptions extends Partial<AskOptions> {
  /** How long a watch may say nothing. */
  readonly quietMs?: number
  readonly explainLogin?: ExplainLogin
}

export function createKubeApi(access: ClusterAccess | 'in-cluster', options: ApiOptions = {}): KubeApi {
  const { callMs = CALL_MS, backOff = () => createBackOff(FIRST_WAIT_MS), quietMs = QUIET_MS } = options
  const { explainLogin } = options
  const transport = createTransport(access, explainLogin)
  const ask = createAsk(transport, { callMs, backOff })
  return {
    server: transport.server,
    ask,
    open: async (call, signal) => {
      try {
        return await transport.send(call, signal)
      } catch (error) {
        throw signal.aborted ? cancellation(signal) : error
      }
    },
    get: (kind, namespace, name, signal) =>
      unlessStatus(
        404,
        ask(
          { method: 'GET', path: pathOf(kind, namespace, name), asked: `read the ${kind} ${name}` },
          signal,
        ),
      ),
    list: (kind, selection, signal) => listPages(ask, kind, readCall('list', kind, selection), signal),
    apply: (object, options, signal) => ask(applyCall(object, options), signal),
    patch: (kind, namespace, name, change, signal) =>
      unlessStatus(
        404,
        ask(
          {
            method: 'PATCH',
            path: pathOf(kind, namespace, name),
            query: { fieldManager: FIELD_MANAGER },
            contentType: 'application/merge-patch+json',
            body: change,
            asked: `change the ${kind} ${name}`,
          },
          signal,
        ),
      ),
    remove: async (kind, namespace, name, signal, uid) => {
      const preconditions = uid === undefined ? {} : { preconditions: { uid } }
      const call: Call = {
        method: 'DELETE',
        path: pathOf(kind, namespace, name),
        body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', ...preconditions },
        asked: `delete the ${kind} ${name}`,
      }
      const done = unlessStatus(404, ask<object>(call, signal))
      return (await (uid === undefined ? done : unlessStatus(409, done))) !== undefined
    },
    watch: (kind, selection, resourceVersion, signal, onOpen) =>
      watchCall(transport, readCall('watch', kind, selection), resourceVersion, signal, { quietMs, onOpen }),
    close: transport.close,
  }
}

const readCall = (verb: 'list' | 'watch', kind: Kind, selection: Selection): Call => ({
  method: 'GET',
  path: pathOf(kind, selection.namespace),
  query: { labelSelector: selection.labelSelector, fieldSelector: selection.fieldSelector },
  asked: `${verb} ${kind}s`,
})

const applyCall = (object: KubeObject, { dryRun, force, manager = FIELD_MANAGER }: ApplyOptions): Call => ({
  method: 'PATCH',
  path: pathOf(object.kind as Kind, object.metadata.namespace, object.metadata.name),
  query: {
    fieldManager: manager,
    fieldValidation: 'Strict',
    force: force ? 'true' : undefined,
    dryRun: dryRun ? 'All' : undefined,
  },
  contentType: APPLY_PATCH,
  body: object,
  asked: `apply the ${object.kind} ${object.metadata.name}`,
})
