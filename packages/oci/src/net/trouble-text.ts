import type { NetworkFault, NetworkTrouble } from './network-trouble.ts'
import type { ProxyReason } from './proxy-error.ts'
import type { TlsReason } from './tls-reason.ts'

const TLS_TEXT: Readonly<Record<TlsReason, string>> = {
  self_signed: 'its TLS certificate is signed by itself',
  unknown_authority: 'its TLS certificate is signed by an authority that is not trusted here',
  expired: 'its TLS certificate has expired',
  not_yet_valid: 'its TLS certificate is not valid yet by the clock of this machine',
  wrong_name: 'its TLS certificate is for another name',
  revoked: 'its TLS certificate was revoked',
  client_certificate: 'it asks for a TLS certificate of the client',
  protocol: 'it does not speak TLS at this port, or no version of it that is spoken here',
  other: 'its TLS certificate is not valid',
}

const PROXY_TEXT: Readonly<Record<ProxyReason, string>> = {
  unreachable: 'cannot be connected to',
  authentication: 'refuses the user name and password, or wants some',
  denied: 'does not allow connections to it',
  no_route: 'cannot get there',
  bad_answer: 'did not answer as a proxy does',
  forbidden: "is not allowed by this server's network policy",
  port: "is at a port that this server's network policy does not allow",
}

const FAULT_TEXT: Readonly<Record<Exclude<NetworkFault, 'tls' | 'proxy'>, string>> = {
  dns: 'cannot be found by its name',
  refused: 'cannot be connected to',
  closed: 'closed the connection before the answer was complete',
  timeout: 'did not answer in time',
  forbidden: "is not allowed by this server's network policy",
  port: "is at a port that this server's network policy does not allow",
}

/** What a person reads of a trouble, after the host's name and without a full stop: `did not answer in time`. */
export function troubleText({ fault, tls = 'other', proxy }: NetworkTrouble): string {
  if (fault === 'tls') return `could not be trusted: ${TLS_TEXT[tls]}`
  if (fault !== 'proxy') return FAULT_TEXT[fault]
  const status = proxy?.status === undefined ? '' : ` (status ${proxy.status})`
  return `could not be reached: the proxy ${proxy?.host ?? 'on the way'} ${PROXY_TEXT[proxy?.reason ?? 'unreachable']}${status}`
}

/** The trouble in two words, for a line of evidence: `tls self_signed`, `proxy authentication 407`, `dns`. */
export const troubleCode = ({ fault, tls, proxy }: NetworkTrouble): string =>
  [fault, tls, proxy?.reason, proxy?.status].filter((part) => part !== undefined).join(' ')
