import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { AppError } from '@fairlead/core'
import { buildConnector } from 'undici'
import type { EgressGuard } from './egress-policy.ts'
import type { TlsTrust } from './tls-trust.ts'

export interface HostAddress {
  readonly address: string
  readonly family: 4 | 6
}

/** Opens a connection to one of the addresses; it must not look the host up again. */
export type PinnedConnector = (
  options: buildConnector.Options & { readonly addresses: readonly HostAddress[]; readonly trust: TlsTrust },
  callback: buildConnector.Callback,
) => void

export type Lookup = (host: string) => Promise<readonly HostAddress[]>

export const systemLookup: Lookup = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }))

/** The lookup, given up after a time: whoever runs a domain may let its name servers be silent. */
export const within =
  (look: Lookup, timeoutMs: number): Lookup =>
  async (host) => {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      late.reject(Object.assign(new Error(`No answer about ${host} from DNS.`), { code: 'ETIMEOUT' }))
    }, timeoutMs)
    try {
      return await Promise.race([look(host), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }

// Answers Node's connect with the addresses that were checked, whatever the DNS says by now.
const lookupPinned =
  (addresses: readonly HostAddress[]): LookupFunction =>
  (_host, options, callback) => {
    const [first] = addresses
    if (options.all) callback(null, [...addresses])
    else if (first) callback(null, first.address, first.family)
  }

/** The real thing: tries the addresses as Node does (both families, the faster one wins). */
export const createPinnedConnector =
  (timeoutMs: number): PinnedConnector =>
  ({ addresses, trust, ...options }, callback) => {
    const connect = buildConnector({
      timeout: timeoutMs,
      // HTTP/2 gains nothing for a few large streams, and its flow control costs throughput.
      allowH2: false,
      autoSelectFamily: true,
      highWaterMark: 1024 * 1024,
      lookup: lookupPinned(addresses),
      ...trust,
    } as buildConnector.BuildOptions)
    connect(options, callback)
  }

/** undici leaves out a port that the scheme implies. */
export const portOf = ({ port, protocol }: Pick<buildConnector.Options, 'port' | 'protocol'>): number =>
  port ? Number(port) : protocol === 'https:' ? 443 : 80

/** A host without the brackets of an IPv6 address. */
export const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

export const failed = (error: unknown, callback: buildConnector.Callback): void =>
  callback(error instanceof Error ? error : new Error(String(error)), null)

/** `egress.denied`. `reason`: whether the port is closed, or the addresses are (of a name: those that it has now). */
export function egressDenied(
  host: string,
  port: number,
  reason: 'port' | 'address',
  addresses: readonly string[],
): AppError {
  const isLiteral = addresses.length === 1 && addresses[0] === host
  const where = isLiteral || addresses.length === 0 ? host : `${host} (${addresses.join(', ')})`
  const message =
    reason === 'port'
      ? `Connections to port ${port} are not allowed by this server's network policy (${host}).`
      : `Connections to port ${port} of ${where} are not allowed by this server's network policy.`
  return new AppError('egress.denied', message, { details: { host, port, addresses, reason } })
}

/** The addresses of a host, as it is or by a look at DNS. */
const addressesOf = async (host: string, look: Lookup): Promise<readonly HostAddress[]> => {
  const family = isIP(host)
  // A host such as `0x7f.1` is no literal to us but one to the system's resolver: it goes through the lookup.
  return family === 0 ? await look(host) : [{ address: host, family: family === 6 ? 6 : 4 }]
}

// A name with hundreds of addresses would have us knock at each of them.
const MAX_ADDRESSES = 16

/** The addresses of a host that may be connected to. Throws `egress.denied` when there is none. */
async function allowedAddresses(
  host: string,
  port: number,
  guard: EgressGuard,
  look: Lookup,
): Promise<readonly HostAddress[]> {
  // Before the look at DNS, which would tell whoever runs the domain that we were here.
  if (!guard.isOpenPort(port)) throw egressDenied(host, port, 'port', [])
  const found = (await addressesOf(host, look)).slice(0, MAX_ADDRESSES)
  const judged = found.map((each) => ({ each, verdict: guard.verdict(each.address, port) }))
  const allowed = judged.filter(({ verdict }) => verdict === 'allowed').map(({ each }) => each)
  if (allowed.length > 0) return allowed
  const texts = found.map(({ address }) => address)
  throw egressDenied(host, port, judged.some(({ verdict }) => verdict === 'port') ? 'port' : 'address', texts)
}

export interface ConnectorParts {
  /** Absent: every address is right, for what the operator himself has set up. */
  readonly guard: EgressGuard | undefined
  readonly trust: TlsTrust
  readonly lookup: Lookup
  readonly connect: PinnedConnector
}

/**
 * A connector that checks where it goes at the last moment: an address literal as it is, a name by every address that
 * it has now, both together with the port. The connection is pinned to what was checked, so a second DNS answer changes nothing.
 */
export function createGuardedConnector(parts: ConnectorParts): buildConnector.connector {
  const { guard, trust, lookup, connect } = parts
  return (options, callback) => {
    const hostname = bare(options.hostname)
    const found = guard
      ? allowedAddresses(hostname, portOf(options), guard, lookup)
      : addressesOf(hostname, lookup)
    found
      .then((addresses) => connect({ ...options, hostname, addresses, trust }, callback))
      .catch((error: unknown) => failed(error, callback))
  }
}
