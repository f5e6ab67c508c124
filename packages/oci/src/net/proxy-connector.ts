import { isIP, type Socket } from 'node:net'
import { AppError, isAppError } from '@fairlead/core'
import { buildConnector, Client } from 'undici'
import type { EgressGuard } from './egress-policy.ts'
import { bare, egressDenied, failed, type Lookup, portOf } from './guarded-connector.ts'
import { isLocalName, isMetadataName } from './local-names.ts'
import { causes } from './network-trouble.ts'
import type { ProxyAddress } from './proxy-address.ts'
import { ProxyError, proxyReason } from './proxy-error.ts'
import type { TlsTrust } from './tls-trust.ts'

export interface ProxyParts {
  readonly proxy: ProxyAddress
  /** Connects to the proxy itself. */
  readonly dial: buildConnector.connector
  readonly guard: EgressGuard
  readonly lookup: Lookup
  readonly trust: TlsTrust
  readonly timeoutMs: number
  readonly maxHeaderBytes: number
}

/** What our own DNS knows of a name that the proxy will look up; undefined when it knows nothing. */
const addressesHere = (host: string, lookup: Lookup): Promise<readonly string[] | undefined> =>
  lookup(host).then(
    (found) => (found.length === 0 ? undefined : found.map(({ address }) => address)),
    () => undefined,
  )

/**
 * Checks where a proxy is sent before it is asked. The proxy looks names up itself, and may be the only one that can:
 * an address must be an allowed one; of a name that our DNS knows every address must be (the proxy chooses); a name
 * that it does not know must not be one of a private network by its form, unless all of those are open.
 * Throws `egress.denied`.
 */
async function checkTarget(host: string, port: number, { guard, lookup }: ProxyParts): Promise<void> {
  if (!guard.isOpenPort(port)) throw egressDenied(host, port, 'port', [])
  if (isMetadataName(host)) throw egressDenied(host, port, 'address', [])
  const addresses = isIP(host) === 0 ? await addressesHere(host, lookup) : [host]
  if (addresses === undefined) {
    if (!guard.opensPrivate && isLocalName(host)) throw egressDenied(host, port, 'address', [])
    return
  }
  for (const address of addresses) {
    const verdict = guard.verdict(address, port)
    if (verdict !== 'allowed') throw egressDenied(host, port, verdict, addresses)
  }
}

/** It is the proxy that may not be asked: whoever reads of it must not look for the fault in the registry. */
const deniedProxy = (host: string, { details, message }: AppError): AppError =>
  new AppError('egress.denied', `The proxy ${host} may not be asked. ${message}`, {
    details: { ...details, proxy: host },
  })

/** A tunnel through the proxy to `authority`. Throws ProxyError, and `egress.denied` where the proxy itself may not be asked. */
async function openTunnel(authority: string, parts: ProxyParts): Promise<Socket> {
  const { proxy, dial, timeoutMs, maxHeaderBytes } = parts
  const client = new Client(proxy.origin, {
    connect: dial,
    headersTimeout: timeoutMs,
    maxHeaderSize: maxHeaderBytes,
    allowH2: false,
  })
  try {
    const { statusCode, socket } = await client.connect({
      path: authority,
      headers: {
        host: authority,
        'user-agent': 'fairlead',
        ...(proxy.authorization ? { 'proxy-authorization': proxy.authorization } : {}),
      },
      signal: AbortSignal.timeout(2 * timeoutMs),
    })
    // Typed as any stream; over HTTP/1 it is the connection itself.
    if (statusCode >= 200 && statusCode < 300) return socket as Socket
    socket.on('error', () => undefined).destroy()
    throw new ProxyError(proxyReason(statusCode), proxy.host, { status: statusCode })
  } catch (error) {
    if (error instanceof ProxyError) throw error
    const denied = causes(error).find((cause) => isAppError(cause, 'egress.denied'))
    if (isAppError(denied)) throw deniedProxy(proxy.host, denied)
    throw new ProxyError('unreachable', proxy.host, { cause: error })
  } finally {
    // The tunnel is no longer the client's; what else it holds, such as a connection that came to nothing, ends here.
    client.destroy().catch(() => undefined)
  }
}

/** A connector that goes through a proxy, by CONNECT also for plain http: one way, one set of failures. */
export function createProxyConnector(parts: ProxyParts): buildConnector.connector {
  const secure = buildConnector({ timeout: parts.timeoutMs, allowH2: false, ...parts.trust })
  return (options, callback) => {
    const host = bare(options.hostname)
    const port = portOf(options)
    const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
    checkTarget(host, port, parts)
      .then(() => openTunnel(authority, parts))
      .then((socket) => {
        if (options.protocol === 'https:') secure({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      })
      .catch((error: unknown) => failed(error, callback))
  }
}
