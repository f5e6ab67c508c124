import { isIP } from 'node:net'
import {
  type AllowedOrigin,
  createGuardedFetch,
  type GuardedFetch,
  type GuardedFetchSettings,
} from '@fairlead/oci/net'
import type { CompatibleHost, EgressSettings } from './settings.ts'

const LOOPBACK = ['127.0.0.1', '::1']

/** The addresses that a URL's host stands for; none for a name, whose addresses DNS decides. */
function addressesOf(host: string): readonly string[] {
  if (host === 'localhost') return LOOPBACK
  if (isIP(host) === 0) return []
  // A registry on loopback sends its clients to `localhost` for what it gives to everyone, and the reverse.
  return host === '::1' || host.startsWith('127.') ? [...new Set([host, ...LOOPBACK])] : [host]
}

function originsOf(address: string): readonly AllowedOrigin[] {
  const { hostname, port, protocol } = new URL(address)
  const usual = protocol === 'https:' ? 443 : 80
  return addressesOf(hostname.replace(/^\[|\]$/g, '')).map((host) => ({ host, port: Number(port) || usual }))
}

/**
 * The one fetch for everything that leaves this server. An operator who lists a GHCR-compatible host by its address
 * allows that port of the address with it, and no other; one listed by a name that resolves to a private address needs
 * the network listed as well. `seams` are for tests.
 */
export function createOutgoingFetch(
  egress: EgressSettings,
  hosts: readonly CompatibleHost[],
  seams: Pick<GuardedFetchSettings, 'connector' | 'lookup'> = {},
): GuardedFetch {
  const { operatorProxy, ...policy } = egress
  const listed = hosts.flatMap(({ registry, api }) => [...originsOf(registry), ...originsOf(api)])
  return createGuardedFetch({
    ...seams,
    policy: { ...policy, allowedOrigins: [...(policy.allowedOrigins ?? []), ...listed] },
    ...(operatorProxy ? { operatorProxy } : {}),
  })
}
