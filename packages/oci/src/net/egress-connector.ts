import { isIP } from 'node:net'
import { invalidRequest, type Proxy as ProxySettings, type Transport } from '@fairlead/core'
import ipaddr from 'ipaddr.js'
import type { buildConnector } from 'undici'
import { contains, innermost, isLoopback, type Network, parseAddress } from './address-class.ts'
import type { EgressGuard } from './egress-policy.ts'
import {
  bare,
  createGuardedConnector,
  type Lookup,
  type PinnedConnector,
  portOf,
} from './guarded-connector.ts'
import { isLoopbackName } from './local-names.ts'
import { parseProxy } from './proxy-address.ts'
import { createProxyConnector } from './proxy-connector.ts'
import { createTrust, type TlsTrust } from './tls-trust.ts'

/** The operator's own proxy, for everything that names no other. */
export interface OperatorProxy {
  /** Its address is the operator's word, and is not checked. */
  readonly proxy: ProxySettings
  /**
   * Reached without it: `registry.acme.example`, `.acme.example` (and what is below it), `10.0.0.0/8` (addresses
   * only). Loopback always is, and what the policy names as an allowed origin.
   */
  readonly except?: readonly string[]
}

interface Parts {
  readonly guard: EgressGuard
  readonly lookup: Lookup
  readonly connect: PinnedConnector
  readonly operatorProxy: OperatorProxy | undefined
  readonly timeoutMs: number
  readonly maxHeaderBytes: number
}

type DirectTest = (host: string, port: number) => boolean

function parseExceptions(entries: readonly string[]): {
  networks: readonly Network[]
  names: readonly string[]
} {
  const networks: Network[] = []
  const names: string[] = []
  entries.forEach((text, position) => {
    if (ipaddr.isValidCIDR(text)) networks.push(ipaddr.parseCIDR(text))
    else if (isIP(text) !== 0) networks.push([ipaddr.parse(text), isIP(text) === 4 ? 32 : 128])
    else if (/^(?:\*?\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i.test(text)) {
      names.push(text.toLowerCase().replace(/^\*/, '').replace(/\.$/, ''))
    } else {
      throw invalidRequest([
        {
          field: `operatorProxy.except[${position}]`,
          problem: `is no host, domain or network: "${text.slice(0, 80)}"`,
          remedy: 'Write registry.acme.example, .acme.example or 10.0.0.0/8.',
        },
      ])
    }
  })
  return { networks, names }
}

/** Throws `request.invalid` for an operator's proxy that cannot be used. */
export function checkOperatorProxy({ proxy, except = [] }: OperatorProxy): void {
  parseProxy(proxy)
  parseExceptions(except)
}

/** A test for what the operator's proxy is not asked for. Throws `request.invalid` for a malformed exception. */
function createDirectTest({ except = [] }: OperatorProxy, guard: EgressGuard): DirectTest {
  const { networks, names } = parseExceptions(except)
  return (host, port) => {
    if (isLoopbackName(host) || isLoopback(host) || guard.isNamedOrigin(host, port)) return true
    const address = parseAddress(host)
    if (address) return networks.some((network) => contains(network, innermost(address)))
    const name = host.toLowerCase().replace(/\.$/, '')
    return names.some((each) =>
      each.startsWith('.') ? name.endsWith(each) || `.${name}` === each : name === each,
    )
  }
}

/** The connector of one transport. Throws `request.invalid` for a transport that cannot be used. */
export function createEgressConnector(
  transport: Transport | undefined,
  { guard, lookup, connect, operatorProxy, timeoutMs, maxHeaderBytes }: Parts,
): buildConnector.connector {
  const trust = createTrust(transport ?? {})
  const direct = createGuardedConnector({ guard, trust, lookup, connect })
  const used = transport?.proxy ?? operatorProxy?.proxy
  if (used === undefined) return direct

  const isOperators = transport?.proxy === undefined
  // A proxy is judged by the authorities too, and never goes unjudged: its password is on the way.
  const { rejectUnauthorized: _, ...proxyTrust }: TlsTrust = trust
  const dial = createGuardedConnector({
    guard: isOperators ? undefined : guard,
    trust: proxyTrust,
    lookup,
    connect,
  })
  const proxy = parseProxy(used)
  const proxied = createProxyConnector({ proxy, dial, guard, lookup, trust, timeoutMs, maxHeaderBytes })
  if (!isOperators || operatorProxy === undefined) return proxied
  const goesDirect = createDirectTest(operatorProxy, guard)
  return (options, callback) => {
    const way = goesDirect(bare(options.hostname), portOf(options)) ? direct : proxied
    way(options, callback)
  }
}
