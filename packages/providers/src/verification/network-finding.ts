import { type Exchange, type Finding, type FindingCode, finding } from '@fairlead/core'
import type { NetworkFault, NetworkTrouble, ProxyReason, TlsReason } from '@fairlead/oci/net'

/** The party that was asked. */
export interface Party {
  /** `registry` or `GitHub API`. */
  readonly name: string
  /** `https://ghcr.io` */
  readonly address: string
}

interface Wording {
  readonly code: FindingCode
  readonly summary: string
  readonly remedy: string
}

type Words = (party: string, host: string) => Omit<Wording, 'code'>

const ADD_AUTHORITY =
  "Add the certificate of the authority that signed the server's to the connection (CA certificates)"

const TLS: Readonly<Record<TlsReason, Words>> = {
  self_signed: (party, host) => ({
    summary: `The TLS certificate of the ${party} at ${host} is signed by itself, so nothing vouches for it.`,
    remedy:
      'Add that certificate to the connection as a CA certificate, or give the server one that an authority signed.',
  }),
  unknown_authority: (party, host) => ({
    summary: `The TLS certificate of the ${party} at ${host} is signed by an authority that this server does not trust.`,
    remedy: `${ADD_AUTHORITY}; if the authority is a public one, have the server send its whole chain, intermediates included.`,
  }),
  expired: (party, host) => ({
    summary: `The TLS certificate of the ${party} at ${host} has expired.`,
    remedy: 'Renew the certificate on the server; if it is in force there, set the clock of this machine.',
  }),
  not_yet_valid: (party, host) => ({
    summary: `The TLS certificate of the ${party} at ${host} is not valid yet, by the clock of this machine.`,
    remedy:
      'Check the clock of this machine, which may be behind; else wait for the certificate to come into force.',
  }),
  wrong_name: (party, host) => ({
    summary: `The TLS certificate of the ${party} at ${host} is for another name.`,
    remedy: 'Use the name that the certificate is for, or have it issued for this name as well.',
  }),
  revoked: (party, host) => ({
    summary: `The TLS certificate of the ${party} at ${host} was revoked.`,
    remedy: 'Have a new certificate issued for the server.',
  }),
  client_certificate: (party, host) => ({
    summary: `The ${party} at ${host} asks its clients for a TLS certificate of their own, which Fairlead has not.`,
    remedy: 'Use an address of it that takes a user name and password or a token.',
  }),
  protocol: (party, host) => ({
    summary: `What answers for the ${party} at ${host} speaks no TLS, or no version of it that is spoken here.`,
    remedy: 'Check the port; if it has no TLS there, write the address with http://.',
  }),
  other: (party, host) => ({
    summary: `No trusted TLS connection to the ${party} at ${host} could be made: its certificate is not valid.`,
    remedy:
      'Check that the certificate is made for a server, with a key and a signature that are strong enough.',
  }),
}

const PROXY: Readonly<
  Record<ProxyReason, (proxy: string, party: string, host: string) => Omit<Wording, 'code'>>
> = {
  unreachable: (proxy, party, host) => ({
    summary: `The proxy ${proxy}, on the way to the ${party} at ${host}, cannot be connected to.`,
    remedy: "Check the proxy's address and port, and that this server reaches it.",
  }),
  authentication: (proxy, party, host) => ({
    summary: `The proxy ${proxy}, on the way to the ${party} at ${host}, refuses the user name and password, or wants some.`,
    remedy: "Enter the proxy's user name and password: those of the registry are other ones.",
  }),
  denied: (proxy, party, host) => ({
    summary: `The proxy ${proxy} does not allow connections to the ${party} at ${host}.`,
    remedy: 'Have whoever runs the proxy allow this host and port, or go another way.',
  }),
  no_route: (proxy, party, host) => ({
    summary: `The proxy ${proxy} does not get through to the ${party} at ${host}.`,
    remedy: 'Check the address for a typing error, and that the proxy knows its name and may go there.',
  }),
  bad_answer: (proxy, party, host) => ({
    summary: `What answers as the proxy ${proxy}, on the way to the ${party} at ${host}, does not answer as a proxy.`,
    remedy: 'Check its address and port: it has to be a proxy that takes CONNECT.',
  }),
  forbidden: (proxy, party, host) => ({
    summary: `This server is not allowed to connect to the proxy ${proxy}, on the way to the ${party} at ${host}.`,
    remedy: 'Use another proxy, or have the operator of this server allow the network that the proxy is in.',
  }),
  port: (proxy, party, host) => ({
    summary: `This server is not allowed to connect to the port of the proxy ${proxy}, on the way to the ${party} at ${host}.`,
    remedy: "Check the proxy's port, or have the operator of this server allow it (FAIRLEAD_EGRESS_PORTS).",
  }),
}

const WORDINGS: Readonly<
  Record<Exclude<NetworkFault, 'tls' | 'proxy'>, readonly [code: FindingCode, words: Words]>
> = {
  dns: [
    'network.dns',
    (party, host) => ({
      summary: `The host name ${host} of the ${party} is not known to DNS.`,
      remedy: "Check the address for a typing error, and that this server's DNS knows the name.",
    }),
  ],
  refused: [
    'network.refused',
    (party, host) => ({
      summary: `Nothing answers for the ${party} at ${host}: the connection was refused.`,
      remedy: 'Check the port of the address, and that the host runs and its firewall lets this server in.',
    }),
  ],
  closed: [
    'network.closed',
    (party, host) => ({
      summary: `The ${party} at ${host} closed the connection before it answered in full.`,
      remedy:
        'Try again; if it stays so, look at its status page, since it may be down, and for a proxy or firewall between this server and the host.',
    }),
  ],
  timeout: [
    'network.timeout',
    (party, host) => ({
      summary: `The ${party} at ${host} did not answer in time.`,
      remedy: 'Check that this server reaches the host (proxy, firewall, route), then verify again.',
    }),
  ],
  forbidden: [
    'network.forbidden',
    (party, host) => ({
      summary: `This server is not allowed to connect to the ${party} at ${host}.`,
      remedy:
        'Use an address outside of private networks, or have the operator of this server allow the network it is in.',
    }),
  ],
  port: [
    'network.forbidden',
    (party, host) => ({
      summary: `This server is not allowed to connect to the port of the ${party} at ${host}.`,
      remedy:
        'Check the port of the address, or have the operator of this server allow it (FAIRLEAD_EGRESS_PORTS).',
    }),
  ],
}

function wordingOf({ name }: Party, host: string, { fault, tls, proxy }: NetworkTrouble): Wording {
  if (fault === 'tls') return { code: 'network.tls', ...TLS[tls ?? 'other'](name, host) }
  if (fault === 'proxy') {
    return {
      code: 'network.proxy',
      ...PROXY[proxy?.reason ?? 'unreachable'](proxy?.host ?? 'of this server', name, host),
    }
  }
  const [code, words] = WORDINGS[fault]
  return { code, ...words(name, host) }
}

/** The finding for a party that could not be reached, as exactly as the trouble is known. */
export function networkFinding(
  party: Party,
  trouble: NetworkFault | NetworkTrouble,
  evidence: readonly Exchange[],
): Finding {
  const known = typeof trouble === 'string' ? { fault: trouble } : trouble
  const { code, summary, remedy } = wordingOf(party, new URL(party.address).host, known)
  return finding(code, { summary, evidence, remedy: { action: remedy } })
}
