import { isAppError } from '@fairlead/core'
import { ProxyError, type ProxyReason } from './proxy-error.ts'
import { type TlsReason, tlsReason } from './tls-reason.ts'

/**
 * Why no answer came, or why it broke off. `forbidden` and `port`: this server's own policy, for an address or for a
 * port; `proxy`: the one on the way, not the host that was asked.
 */
export type NetworkFault = 'dns' | 'refused' | 'closed' | 'timeout' | 'tls' | 'forbidden' | 'port' | 'proxy'

/** A fault, and what more is known of it. */
export interface NetworkTrouble {
  readonly fault: NetworkFault
  /** Of the fault `tls`. */
  readonly tls?: TlsReason
  /** Of the fault `proxy`. */
  readonly proxy?: { readonly reason: ProxyReason; readonly host: string; readonly status?: number }
}

const CODES: Readonly<Record<string, NetworkFault>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ENODATA: 'dns',
  // The resolver's own, which is not the socket's ETIMEDOUT.
  ETIMEOUT: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EHOSTDOWN: 'refused',
  EADDRNOTAVAIL: 'refused',
  ECONNRESET: 'closed',
  ECONNABORTED: 'closed',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
}

const MAX_DEPTH = 16

/** The error, its causes and the parts of aggregates, outermost first. */
export function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = []
  const visit = (value: unknown, depth: number): void => {
    if (value === undefined || value === null || depth > MAX_DEPTH || found.includes(value)) return
    found.push(value)
    if (!(value instanceof Error)) return
    visit(value.cause, depth + 1)
    if (value instanceof AggregateError) for (const part of value.errors) visit(part, depth + 1)
  }
  visit(error, 0)
  return found
}

function proxyTrouble({ reason, proxy: host, status }: ProxyError): NetworkTrouble {
  return { fault: 'proxy', proxy: { reason, host, ...(status === undefined ? {} : { status }) } }
}

function troubleOf(error: unknown): NetworkTrouble | undefined {
  if (isAppError(error, 'egress.denied')) {
    const reason = error.details.reason === 'port' ? 'port' : 'forbidden'
    const { proxy: host } = error.details
    return typeof host === 'string' ? { fault: 'proxy', proxy: { reason, host } } : { fault: reason }
  }
  if (!(error instanceof Error)) return undefined
  if (error instanceof ProxyError) return proxyTrouble(error)
  // A signal made by AbortSignal.timeout says so by its name alone.
  if (error.name === 'TimeoutError') return { fault: 'timeout' }
  const tls = tlsReason(error)
  if (tls !== undefined) return { fault: 'tls', tls }
  const fault = 'code' in error && typeof error.code === 'string' ? CODES[error.code] : undefined
  return fault && { fault }
}

/** What went wrong on the network, found anywhere among the causes; undefined when it was nothing of the network's. */
export function networkTrouble(error: unknown): NetworkTrouble | undefined {
  for (const cause of causes(error)) {
    const trouble = troubleOf(cause)
    if (trouble !== undefined) return trouble
  }
  return undefined
}

export const networkFault = (error: unknown): NetworkFault | undefined => networkTrouble(error)?.fault
