import { AppError } from '@fairlead/core'
import type { KubeConfig } from '@kubernetes/client-node'
import type { Dispatcher, Response } from 'undici'
import { throwIfCanceled } from '../../cancellation.ts'
import { addressOf, type Call, headersOf } from './call.ts'
import { clientConfig } from './client-config.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import { readRefusal, refused } from './refusal.ts'
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

export function createTransport(access: ClusterAccess | 'in-cluster'): Transport {
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

  return {
    server,
    async send(call, signal) {
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
        const refusal = readRefusal(
          response.status,
          await response.text(),
          response.headers.get('retry-after'),
        )
        throw refused(call.asked, refusal)
      } catch (error) {
        if (error instanceof AppError) throw error
        if (signal.aborted) throw error
        throw unreachable(await server(), `${call.method} ${call.path}`, error)
      }
    },
    async close() {
      await connections?.destroy()
      connections = undefined
    },
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
