import { AppError, anySignal } from '@fairlead/core'
import type { KubeConfig } from '@kubernetes/client-node'
import type { Dispatcher, Response } from 'undici'
import { cancellation, throwIfCanceled } from '../../cancellation.ts'
import { clientConfig } from './client-config.ts'
import { jsonLines } from './json-lines.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import { type Kind, type KubeObject, type ListOf, pathOf, RESOURCES, type WatchEvent } from './objects.ts'
import { readRefusal, refused, unlessStatus } from './refusal.ts'
import { unreachable } from './unreachable.ts'

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

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly contentType?: string
  /** Completes `The cluster refused to …`; holds no secret. */
  readonly asked: string
}

/**
 * The API server of one cluster. Every call throws `target.unreachable` (no answer), `target.failed` (a refusal, see
 * `refusalOf`) and `operation.canceled`, and is bounded in time but for `watch` and `open`.
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
  /** With its dependents, in the background. `false` where it is gone already. */
  remove(kind: Kind, namespace: string | undefined, name: string, signal: AbortSignal): Promise<boolean>
  /**
   * Changes from a resource version on, bookmarks among them. Ends when the server ends it. Throws `target.failed` with
   * the refusal 410 where the version is too old: then list anew.
   */
  watch<T extends KubeObject>(
    kind: Kind,
    selection: Selection,
    resourceVersion: string,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>>
  /** Any other question with a JSON answer. */
  ask<T>(call: Call, signal: AbortSignal): Promise<T>
  /** An answer that is read as it comes, such as a log; its body must be read or cancelled. */
  open(call: Call, signal: AbortSignal): Promise<Response>
}

const CALL_MS = 30_000
/** A server sends a bookmark about every minute; one that is silent for so long is gone. */
const SILENCE_MS = 120_000
const WATCH_SECONDS = 300
const PAGE = 500

export function createKubeApi(access: ClusterAccess | 'in-cluster', callMs = CALL_MS): KubeApi {
  let opening: Promise<KubeConfig> | undefined
  // The official client makes one for each request, and with it a TLS handshake. A plugin's login may bring a new
  // certificate each time, so that its connections are its own.
  let connections: Dispatcher | undefined
  const isFixedLogin = access === 'in-cluster' || access.login.kind !== 'exec'
  const config = () => {
    opening ??= clientConfig(access)
    return opening
  }
  const server = async () => (await config()).getCurrentCluster()?.server ?? ''

  const send = async (call: Call, signal: AbortSignal): Promise<Response> => {
    throwIfCanceled(signal)
    const [current, { RequestContext, HttpMethod }, { Agent, fetch }] = await Promise.all([
      config(),
      import('@kubernetes/client-node'),
      import('undici'),
    ])
    const url = addressOf(await server(), call)
    const context = new RequestContext(url, HttpMethod[call.method])
    try {
      await current.applySecurityAuthentication(context)
      if (!isFixedLogin) connections = undefined
      connections ??= (context.getDispatcher() ?? new Agent()).compose(byHttp1)
      const dispatcher = connections
      const response = await fetch(url, {
        method: call.method,
        headers: { ...context.getHeaders(), ...headersOf(call) },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        dispatcher,
        // A redirect would take the token elsewhere.
        redirect: 'error',
        signal,
      })
      if (response.ok) return response
      throw refused(call.asked, readRefusal(response.status, await response.text()))
    } catch (error) {
      if (error instanceof AppError) throw error
      if (signal.aborted) throw error
      throw unreachable(await server(), `${call.method} ${call.path}`, error)
    }
  }

  const ask = async <T>(call: Call, signal: AbortSignal): Promise<T> => {
    const limit = AbortSignal.timeout(callMs)
    try {
      const response = await send(call, anySignal(signal, limit))
      return (await response.json()) as T
    } catch (error) {
      if (signal.aborted) throw cancellation(signal)
      if (error instanceof AppError) throw error
      const cause = limit.aborted ? `no answer in ${callMs / 1000} seconds` : error
      throw unreachable(await server(), `${call.method} ${call.path}`, cause)
    }
  }

  const list = async <T extends KubeObject>(kind: Kind, selection: Selection, signal: AbortSignal) => {
    const items: T[] = []
    let metadata: ListOf<T>['metadata'] = { resourceVersion: '' }
    do {
      const page: ListOf<T> = await ask(
        {
          method: 'GET',
          path: pathOf(kind, selection.namespace),
          query: { ...queryOf(selection), limit: String(PAGE), continue: metadata.continue },
          asked: `list ${kind}s`,
        },
        signal,
      )
      // A list names the kind once, for all of its items.
      items.push(...page.items.map((item) => ({ ...item, apiVersion: RESOURCES[kind].apiVersion, kind })))
      metadata = page.metadata
    } while (metadata.continue)
    return { metadata, items }
  }

  async function* watch<T extends KubeObject>(
    kind: Kind,
    selection: Selection,
    resourceVersion: string,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>> {
    const asked = `watch ${kind}s`
    const silence = new AbortController()
    const timer = setTimeout(() => silence.abort(), SILENCE_MS)
    const call: Call = {
      method: 'GET',
      path: pathOf(kind, selection.namespace),
      query: {
        ...queryOf(selection),
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion,
        timeoutSeconds: String(WATCH_SECONDS),
      },
      asked,
    }
    try {
      const response = await send(call, anySignal(signal, silence.signal))
      if (!response.body) return
      for await (const line of jsonLines(response.body)) {
        timer.refresh()
        const event = line as { type: string; object: unknown }
        if (event.type === 'ERROR')
          throw refused(asked, readRefusal(codeOf(event.object), JSON.stringify(event.object)))
        yield line as WatchEvent<T>
      }
    } catch (error) {
      if (signal.aborted) throw cancellation(signal)
      if (error instanceof AppError) throw error
      throw unreachable(await server(), asked, silence.signal.aborted ? 'the watch fell silent' : error)
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    server,
    ask,
    open: async (call, signal) => {
      try {
        return await send(call, signal)
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
    list,
    apply: (object, { dryRun, force, manager = FIELD_MANAGER }, signal) => {
      const { name, namespace } = object.metadata
      return ask(
        {
          method: 'PATCH',
          path: pathOf(object.kind as Kind, namespace, name),
          query: {
            fieldManager: manager,
            fieldValidation: 'Strict',
            force: force ? 'true' : undefined,
            dryRun: dryRun ? 'All' : undefined,
          },
          contentType: 'application/apply-patch+yaml',
          body: object,
          asked: `apply the ${object.kind} ${name}`,
        },
        signal,
      )
    },
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
    remove: async (kind, namespace, name, signal) => {
      const call: Call = {
        method: 'DELETE',
        path: pathOf(kind, namespace, name),
        body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' },
        asked: `delete the ${kind} ${name}`,
      }
      return (await unlessStatus(404, ask<object>(call, signal))) !== undefined
    },
    watch,
  }
}

/**
 * An API server ends a connection of HTTP/2 after a login that it refuses, and now and then to spread its clients
 * (--goaway-chance); undici fails everything that is under way on it, watches too.
 */
const byHttp1: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch({ ...options, ...HTTP_1 }, handler)

// An option of undici's agents that its types leave out.
// Silence is bounded by the calls themselves: a log may have nothing to say for hours.
const HTTP_1 = { allowH2: false, bodyTimeout: 0 }

function addressOf(server: string, { path, query }: Call): string {
  const url = new URL(`${server.replace(/\/$/, '')}${path}`)
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}

const headersOf = ({ body, contentType }: Call): Record<string, string> => ({
  accept: 'application/json',
  ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
})

const queryOf = ({ labelSelector, fieldSelector }: Selection) => ({ labelSelector, fieldSelector })

function codeOf(object: unknown): number {
  const { code } = (object ?? {}) as { code?: unknown }
  return typeof code === 'number' ? code : 500
}
