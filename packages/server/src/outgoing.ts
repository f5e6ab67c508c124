import { isIP } from 'node:net'
import { createGuardedFetch, type EgressPolicy, type GuardedFetch } from '@fairlead/oci/net'
import type { CompatibleHost } from './settings.ts'

/** The network that holds just the host of an address; none for a name, whose addresses DNS decides. */
function networksOf(address: string): string[] {
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '')
  if (host === 'localhost') return ['127.0.0.1/32', '::1/128']
  const family = isIP(host)
  return family === 0 ? [] : [`${host}/${family === 4 ? 32 : 128}`]
}

/**
 * The one fetch for everything that leaves this server. An operator who lists a GHCR-compatible host by its address
 * allows that address with it; one listed by a name that resolves to a private address needs the network listed as well.
 */
export function createOutgoingFetch(egress: EgressPolicy, hosts: readonly CompatibleHost[]): GuardedFetch {
  const listed = hosts.flatMap(({ registry, api }) => [...networksOf(registry), ...networksOf(api)])
  if (egress.privateNetworks === 'allow' || listed.length === 0) return createGuardedFetch({ policy: egress })
  const networks = egress.privateNetworks === 'deny' ? [] : egress.privateNetworks
  return createGuardedFetch({ policy: { privateNetworks: [...new Set([...networks, ...listed])] } })
}
