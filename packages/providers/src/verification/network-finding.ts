import { type Exchange, type Finding, type FindingCode, finding } from '@fairlead/core'
import type { NetworkFault } from '@fairlead/oci/net'

/** The party that was asked. */
export interface Party {
  /** `registry` or `GitHub API`. */
  readonly name: string
  /** `https://ghcr.io` */
  readonly address: string
}

interface Wording {
  readonly code: FindingCode
  summary(party: string, host: string): string
  readonly remedy: string
}

const WORDINGS: Record<NetworkFault, Wording> = {
  dns: {
    code: 'network.dns',
    summary: (party, host) => `The host name ${host} of the ${party} is not known to DNS.`,
    remedy: "Check the address for a typing error, and that this server's DNS knows the name.",
  },
  refused: {
    code: 'network.refused',
    summary: (party, host) => `Nothing answers for the ${party} at ${host}: the connection was refused.`,
    remedy: 'Check the port of the address, and that the host runs and its firewall lets this server in.',
  },
  closed: {
    code: 'network.closed',
    summary: (party, host) => `The ${party} at ${host} closed the connection before it answered in full.`,
    remedy: 'Try again; if it stays so, look for a proxy or firewall between this server and the host.',
  },
  timeout: {
    code: 'network.timeout',
    summary: (party, host) => `The ${party} at ${host} did not answer in time.`,
    remedy: 'Check that this server reaches the host (proxy, firewall, route), then verify again.',
  },
  tls: {
    code: 'network.tls',
    summary: (party, host) => `No trusted TLS connection to the ${party} at ${host} could be made.`,
    remedy:
      'Check that the certificate names this host, is not expired and comes from an authority that this server trusts.',
  },
  forbidden: {
    code: 'network.forbidden',
    summary: (party, host) => `This server is not allowed to connect to the ${party} at ${host}.`,
    remedy:
      'Use an address outside of private networks, or have the operator of this server allow the network it is in.',
  },
}

/** The finding for a party that could not be reached. */
export function networkFinding(party: Party, fault: NetworkFault, evidence: readonly Exchange[]): Finding {
  const { code, summary, remedy } = WORDINGS[fault]
  return finding(code, {
    summary: summary(party.name, new URL(party.address).host),
    evidence,
    remedy: { action: remedy },
  })
}
