import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

export type Address = ipaddr.IPv4 | ipaddr.IPv6
export type Network = [Address, number]
export type AddressClass = 'public' | 'private' | 'forbidden'

const PRIVATE_RANGES: ReadonlySet<string> = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal'])

// Metadata and host services of clouds that live outside the link-local ranges. Whoever reads them gets the
// machine's credentials, so an open private network does not open them.
const METADATA: readonly Network[] = [
  ipaddr.parseCIDR('100.100.100.200/32'), // Alibaba Cloud
  ipaddr.parseCIDR('168.63.129.16/32'), // Azure
  // AWS keeps all of its instance services here: fd00:ec2::254 is metadata, fd00:ec2::23 the credentials of EKS pods.
  ipaddr.parseCIDR('fd00:ec2::/32'),
  ipaddr.parseCIDR('fd20:ce::254/128'), // Google Cloud
  ipaddr.parseCIDR('fd00:c1::a9fe:a9fe/128'), // Oracle Cloud
  ipaddr.parseCIDR('fd00:42::42/128'), // Scaleway
]

// https://www.iana.org/assignments/ipv6-address-space: the only part of the space that is routed worldwide.
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]
// https://www.rfc-editor.org/rfc/rfc6052#section-2.1
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96]

/** The address in a text; undefined for a name and for the number forms that only some resolvers read. */
export function parseAddress(text: string): Address | undefined {
  const family = isIP(text)
  if (family === 4) return ipaddr.IPv4.parse(text)
  // ipaddr.js takes `::127.0.0.1` for the mapped `::ffff:127.0.0.1`; in the URL standard's form they differ.
  const url = `http://[${text}]`
  return family === 6 && URL.canParse(url) ? ipaddr.IPv6.parse(new URL(url).hostname.slice(1, -1)) : undefined
}

/** The IPv4 address that an IPv6 one stands for, where a translator would take the connection there. */
export function innermost(address: Address): Address {
  if (address.kind() === 'ipv4') return address
  const six = address as ipaddr.IPv6
  if (six.isIPv4MappedAddress()) return six.toIPv4Address()
  if (six.match(NAT64)) return new ipaddr.IPv4(six.toByteArray().slice(12))
  return six
}

export const contains = ([network, bits]: Network, address: Address): boolean =>
  network.kind() === address.kind() && address.match(network, bits)

/** ISATAP hides an IPv4 address in the interface identifier. https://www.rfc-editor.org/rfc/rfc5214#section-6.1 */
const isIsatap = ({ parts }: ipaddr.IPv6): boolean =>
  (parts[4] === 0 || parts[4] === 0x200) && parts[5] === 0x5efe

const isGlobal = (address: Address): boolean =>
  address.kind() === 'ipv4' ||
  ((address as ipaddr.IPv6).match(GLOBAL_UNICAST) && !isIsatap(address as ipaddr.IPv6))

/**
 * By the registries of special-purpose addresses: https://www.iana.org/assignments/iana-ipv4-special-registry and
 * https://www.iana.org/assignments/iana-ipv6-special-registry. Ranges that tunnel to IPv4 (6to4, Teredo, ISATAP), that
 * document, benchmark, anycast or are reserved hold no registry, and are forbidden.
 */
export function classify(address: Address): AddressClass {
  if (METADATA.some((network) => contains(network, address))) return 'forbidden'
  const range = address.range()
  if (PRIVATE_RANGES.has(range)) return 'private'
  return range === 'unicast' && isGlobal(address) ? 'public' : 'forbidden'
}

/** The class of an IP address; `forbidden` for what is not an address. v4-mapped and NAT64 forms count as their IPv4. */
export function addressClass(text: string): AddressClass {
  const address = parseAddress(text)
  return address === undefined ? 'forbidden' : classify(innermost(address))
}

/** The address's form that equals that of every other way to write it; undefined for what is no address. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text)
  return address && innermost(address).toString()
}

export const isLoopback = (text: string): boolean => {
  const address = parseAddress(text)
  return address !== undefined && innermost(address).range() === 'loopback'
}
