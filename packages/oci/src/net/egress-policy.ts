import { invalidRequest } from '@fairlead/core'
import ipaddr from 'ipaddr.js'
import {
  type Address,
  canonicalAddress,
  classify,
  contains,
  innermost,
  type Network,
  parseAddress,
} from './address-class.ts'
import { createPortTest, isPort } from './port-rules.ts'

/** One port of one address. */
export interface AllowedOrigin {
  /** An IP address, such as `127.0.0.1` or `::1`: names are not looked up for it. */
  readonly host: string
  readonly port: number
}

/** Where requests may go. */
export interface EgressPolicy {
  /**
   * Private, loopback, unique-local and carrier-grade addresses: none, all, or those of the listed networks
   * (`10.0.0.0/8`, `fd00::/8`). Only a listed network opens what else is closed to everyone: link-local with its
   * metadata services, unspecified, multicast and reserved addresses.
   */
  readonly privateNetworks: 'deny' | 'allow' | readonly string[]
  /** Closed to everyone, public or private: wins over everything else here. */
  readonly deniedNetworks?: readonly string[]
  /** `443`, `5000-5999`. Absent: every port but those of other protocols, such as 25 (mail) or 6000 (X11). */
  readonly ports?: readonly string[]
  /** Opened beside the networks and ports, each for its port alone, whatever the name that led there. */
  readonly allowedOrigins?: readonly AllowedOrigin[]
}

/** What stands against a connection: its port, its address, or nothing. */
export type EgressVerdict = 'allowed' | 'port' | 'address'

export interface EgressGuard {
  /** The text must be an address: a name is never allowed. */
  verdict(address: string, port: number): EgressVerdict
  /** False where no address at all may be connected to by that port. */
  isOpenPort(port: number): boolean
  /** Whether an address is an allowed origin by its port. */
  isNamedOrigin(address: string, port: number): boolean
  /** Whether private networks are open, all of them. */
  readonly opensPrivate: boolean
}

function parseNetworks(networks: readonly string[], field: string): readonly Network[] {
  return networks.map((text, position) => {
    if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
    throw invalidRequest([
      {
        field: `${field}[${position}]`,
        problem: `is not a network: "${text.slice(0, 80)}"`,
        remedy: 'Write an address and a prefix length, such as 10.0.0.0/8.',
      },
    ])
  })
}

function parseOrigins(origins: readonly AllowedOrigin[]): ReadonlySet<string> {
  const keys = origins.map(({ host, port }, position) => {
    const address = canonicalAddress(host)
    if (address !== undefined && isPort(port)) return `${address} ${port}`
    throw invalidRequest([
      {
        field: `allowedOrigins[${position}]`,
        problem: `is not a port of an IP address: "${host.slice(0, 80)}", ${port}`,
        remedy: 'Give an address such as 127.0.0.1, and a port from 1 to 65535.',
      },
    ])
  })
  return new Set(keys)
}

const within = (networks: readonly Network[], address: Address): boolean =>
  networks.some((network) => contains(network, address) || contains(network, innermost(address)))

/** Whether the private networks of a policy hold an address, or it is a public one. */
function createAddressTest(privateNetworks: EgressPolicy['privateNetworks']): (address: Address) => boolean {
  const listed = typeof privateNetworks === 'string' ? [] : parseNetworks(privateNetworks, 'privateNetworks')
  return (address) => {
    if (within(listed, address)) return true
    const found = classify(innermost(address))
    return found === 'public' || (found === 'private' && privateNetworks === 'allow')
  }
}

/** The judge of connections by a policy. Throws `request.invalid` for a malformed network, port or origin. */
export function createEgressGuard(policy: EgressPolicy): EgressGuard {
  const { privateNetworks } = policy
  const isOpenAddress = createAddressTest(privateNetworks)
  const denied = parseNetworks(policy.deniedNetworks ?? [], 'deniedNetworks')
  const isListedPort = createPortTest(policy.ports)
  const origins = parseOrigins(policy.allowedOrigins ?? [])
  const originPorts = new Set(policy.allowedOrigins?.map(({ port }) => port))
  const isNamedOrigin = (text: string, port: number): boolean =>
    origins.has(`${canonicalAddress(text)} ${port}`)
  return {
    opensPrivate: privateNetworks === 'allow',
    isNamedOrigin,
    isOpenPort: (port) => isListedPort(port) || originPorts.has(port),
    verdict(text, port) {
      const address = parseAddress(text)
      if (address === undefined || within(denied, address)) return 'address'
      if (isNamedOrigin(text, port)) return 'allowed'
      if (!isOpenAddress(address)) return 'address'
      return isListedPort(port) ? 'allowed' : 'port'
    },
  }
}
