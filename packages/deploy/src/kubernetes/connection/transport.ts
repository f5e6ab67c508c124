import { AppError, type Finding, isAppError } from '@fairlead/core'
import type { KubeConfig } from '@kubernetes/client-node'
import type { Dispatcher, Response } from 'undici'
import { throwIfCanceled } from '../../cancellation.ts'
import { addressOf, type Call, headersOf } from './call.ts'
import { clientConfig } from './client-config.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import { readRefusal, refusalOf, refused } from './refusal.ts'
import { unreachable } from './unreachable.ts'

/** Brings one call to an API server, once. */
export interface Transport {
  /** Address of the API server. */
  server(): Promise<string>
  /** The answer as it begins. Throws `target.failed` for a refusal, `target.unreachable`, or what aborted the signal. */
  send(call: Call, signal: AbortSignal): Promise<Response>
  /** Ends all connections with what is under way on them. */
  close(): Promise<void>
}

/** What a 401 means for the login that is used, from what was answered. */
export type ExplainLogin = (answered: string) => Finding

export function createTransport(
  access: ClusterAccess | 'in-cluster',
  explainLogin?: ExplainLogin,
): Transport {
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

  const sendOnce = async (call: Call, signal: AbortSignal): Promise<Response> => {
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
      const refusal = readRefusal(response.status, await response.text(), response.headers.get('retry-after'))
      const known = refusal.status === 401 ? explainLogin?.(`401 ${refusal.message}`) : undefined
      throw refused(call.asked, refusal, known)
    } catch (error) {
      if (error instanceof AppError) throw error
      if (signal.aborted) throw error
      throw unreachable(await server(), `${call.method} ${call.path}`, error)
    }
  }

  return {
    server,
    async send(call, signal) {
      const before = opening
      try {
        return await sendOnce(call, signal)
      } catch (error) {
        if (access !== 'in-cluster' || before === undefined || !mayBeRenewed(error)) throw error
        // Once for all calls that failed with what was read before.
        if (opening === before) [opening, connections] = [undefined, undefined]
        return sendOnce(call, signal)
      }
    },
    async close() {
      await connections?.destroy()
      connections = undefined
    },
  }
}

/**
 * Whether the files of a pod's service account may have been written anew since they were read: the kubelet renews its
 * token, and the authority where the cluster's certificate changes.
 */
const mayBeRenewed = (error: unknown): boolean =>
  refusalOf(error)?.status === 401 ||
  (isAppError(error, 'target.unreachable') && /certificate|self.signed/i.test(error.message))

/**
 * An API server ends a connection of HTTP/2 after a login that it refuses, and now and then to spread its clients
 * (--goaway-chance); undici fails everything that is under way on it, watches too.
 */
const byHttp1: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch({ ...options, ...HTTP_1 }, handler)

// An option of undici's agents that its types leave out.
// Silence is bounded by the calls themselves: a log may have nothing to say for hours.
const HTTP_1 = { allowH2: false, bodyTimeout: 0 }
