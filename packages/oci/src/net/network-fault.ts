import { isAppError } from '@fairlead/core'

/** Why no answer came, or why it broke off. `forbidden`: this server's own policy. */
export type NetworkFault = 'dns' | 'refused' | 'closed' | 'timeout' | 'tls' | 'forbidden'

const CODES: Readonly<Record<string, NetworkFault>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ENODATA: 'dns',
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
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  INVALID_CA: 'tls',
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

function faultOf(error: unknown): NetworkFault | undefined {
  if (isAppError(error, 'egress.denied')) return 'forbidden'
  if (!(error instanceof Error)) return undefined
  // A signal made by AbortSignal.timeout says so by its name alone.
  if (error.name === 'TimeoutError') return 'timeout'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (/^(?:CERT_|CRL_|ERR_TLS_|ERR_SSL_)/.test(code)) return 'tls'
  return CODES[code]
}

/** What went wrong on the network, found anywhere among the causes; undefined when it was nothing of the network's. */
export function networkFault(error: unknown): NetworkFault | undefined {
  for (const cause of causes(error)) {
    const fault = faultOf(cause)
    if (fault !== undefined) return fault
  }
  return undefined
}
