import { isIP } from 'node:net'
import { invalidRequest } from '@fairlead/core'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = [Address, number]

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
  /** Opened beside the networks, each for its port alone, whatever the name that led there. */
  readonly allowedOrigins?: readonly AllowedOrigin[]
}

export type AddressClass = 'public' | 'private' | 'forbidden'

const PRIVATE_RANGES: ReadonlySet<string> = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal'])

// Metadata and host services of clouds that live outside the link-local ranges. Whoever reads them gets the
// machine's credentials, so an open private network does not open them.
const METADATA: ReadonlySet<string> = new Set([
  '100.100.100.200', // Alibaba Cloud
  '168.63.129.16', // Azure
  'fd00:ec2::254', // AWS
  'fd20:ce::254', // Google Cloud
])

// https://www.iana.org/assignments/ipv6-address-space: the only part of the space that is routed worldwide.
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]
// https://www.rfc-editor.org/rfc/rfc6052#section-2.1
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96]

/** The address in a text; undefined for a name and for the number forms that only some resolvers read. */
function parseAddress(text: string): Address | undefined {
  const family = isIP(text)
  if (family === 4) return ipaddr.IPv4.parse(text)
  // ipaddr.js takes `::127.0.0.1` for the mapped `::ffff:127.0.0.1`; in the URL standard's form they differ.
  const url = `http://[${text}]`
  return family === 6 && URL.canParse(url) ? ipaddr.IPv6.parse(new URL(url).hostname.slice(1, -1)) : undefined
}

/** The IPv4 address that an IPv6 one stands for, where a translator would take the connection there. */
function innermost(address: Address): Address {
  if (address.kind() === 'ipv4') return address
  const six = address as ipaddr.IPv6
  if (six.isIPv4MappedAddress()) return six.toIPv4Address()
  if (six.match(NAT64)) return new ipaddr.IPv4(six.toByteArray().slice(12))
  return six
}

function classify(address: Address): AddressClass {
  if (METADATA.has(address.toString())) return 'forbidden'
  const range = address.range()
  if (PRIVATE_RANGES.has(range)) return 'private'
  if (range !== 'unicast') return 'forbidden'
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(GLOBAL_UNICAST) ? 'public' : 'forbidden'
}

/** The class of an IP address; `forbidden` for what is not an address. v4-mapped and NAT64 forms count as their IPv4. */
export function addressClass(text: string): AddressClass {
  const address = parseAddress(text)
  return address === undefined ? 'forbidden' : classify(innermost(address))
}

function parseNetworks(networks: readonly string[]): readonly Network[] {
  return networks.map((text, position) => {
    if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
    throw invalidRequest([
      {
        field: `privateNetworks[${position}]`,
        problem: `is not a network: "${text.slice(0, 80)}"`,
        remedy: 'Write an address and a prefix length, such as 10.0.0.0/8.',
      },
    ])
  })
}

const contains = ([network, bits]: Network, address: Address): boolean =>
  network.kind() === address.kind() && address.match(network, bits)

/**
 * A test whether the networks of a policy allow an IP address, with every port. Throws `request.invalid` for a malformed network.
 * The text must be an address: a name is never allowed.
 */
export function createAddressTest({ privateNetworks }: EgressPolicy): (address: string) => boolean {
  const networks = typeof privateNetworks === 'string' ? [] : parseNetworks(privateNetworks)
  return (text) => {
    const address = parseAddress(text)
    if (address === undefined) return false
    const inner = innermost(address)
    if (networks.some((network) => contains(network, address) || contains(network, inner))) return true
    const found = classify(inner)
    return found === 'public' || (found === 'private' && privateNetworks === 'allow')
  }
}

/** The address's form that equals that of every other way to write it. */
function canonical(text: string): string | undefined {
  const address = parseAddress(text)
  return address && innermost(address).toString()
}

function parseOrigins(origins: readonly AllowedOrigin[]): ReadonlySet<string> {
  const keys = origins.map(({ host, port }, position) => {
    const address = canonical(host)
    if (address !== undefined && Number.isInteger(port) && port > 0 && port <= 65_535)
      return `${address} ${port}`
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

/**
 * A test whether a connection to a port of an IP address is allowed: by the networks, as `createAddressTest` has it, or
 * as an allowed origin. Throws `request.invalid` for a malformed network or origin.
 */
export function createConnectionTest(policy: EgressPolicy): (address: string, port: number) => boolean {
  const isOpen = createAddressTest(policy)
  const origins = parseOrigins(policy.allowedOrigins ?? [])
  return (address, port) => isOpen(address) || origins.has(`${canonical(address)} ${port}`)
}
