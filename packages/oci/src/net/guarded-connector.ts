import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { AppError } from '@fairlead/core'
import { buildConnector } from 'undici'

export interface HostAddress {
  readonly address: string
  readonly family: 4 | 6
}

/** Opens a connection to one of the addresses; it must not look the host up again. */
export type PinnedConnector = (
  options: buildConnector.Options & { readonly addresses: readonly HostAddress[] },
  callback: buildConnector.Callback,
) => void

export type Lookup = (host: string) => Promise<readonly HostAddress[]>

export const systemLookup: Lookup = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }))

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
  ({ addresses, ...options }, callback) => {
    const connect = buildConnector({
      timeout: timeoutMs,
      // HTTP/2 gains nothing for a few large streams, and its flow control costs throughput.
      allowH2: false,
      autoSelectFamily: true,
      highWaterMark: 1024 * 1024,
      lookup: lookupPinned(addresses),
    } as buildConnector.BuildOptions)
    connect(options, callback)
  }

/** undici leaves out a port that the scheme implies. */
const portOf = ({ port, protocol }: buildConnector.Options): number =>
  Number(port) || (protocol === 'https:' ? 443 : 80)

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

function egressDenied(host: string, port: number, addresses: readonly string[]): AppError {
  const where = addresses.length === 1 && addresses[0] === host ? host : `${host} (${addresses.join(', ')})`
  return new AppError(
    'egress.denied',
    `Connections to port ${port} of ${where} are not allowed by this server's network policy.`,
    { details: { host, port, addresses } },
  )
}

/** The addresses of a host that may be connected to. Throws `egress.denied` when there is none. */
async function allowedAddresses(
  host: string,
  port: number,
  isAllowed: (address: string, port: number) => boolean,
  look: Lookup,
): Promise<readonly HostAddress[]> {
  const family = isIP(host)
  // A host such as `0x7f.1` is no literal to us but one to the system's resolver: it goes through the lookup.
  const found = family === 0 ? await look(host) : [{ address: host, family: family === 6 ? 6 : 4 } as const]
  const allowed = found.filter(({ address }) => isAllowed(address, port))
  if (allowed.length === 0)
    throw egressDenied(
      host,
      port,
      found.map(({ address }) => address),
    )
  return allowed
}

/**
 * A connector that checks where it goes at the last moment: an address literal as it is, a name by every address that
 * it has now, both together with the port. The connection is pinned to what was checked, so a second DNS answer changes nothing.
 */
export function createGuardedConnector(parts: {
  readonly isAllowed: (address: string, port: number) => boolean
  readonly lookup: Lookup
  readonly connect: PinnedConnector
}): buildConnector.connector {
  return (options, callback) => {
    const hostname = bare(options.hostname)
    allowedAddresses(hostname, portOf(options), parts.isAllowed, parts.lookup).then(
      (addresses) => parts.connect({ ...options, hostname, addresses }, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
}
