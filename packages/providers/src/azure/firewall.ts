import { type Exchange, type Finding, finding } from '@fairlead/core'
import { type AzureHost, registriesPage } from './addresses.ts'

const SAID = /client with IP '?([\da-f.:]+)'? is not allowed access/i

/** The finding for a registry whose network rules keep this server out; undefined where nothing says so. */
export function firewalled(
  host: AzureHost,
  said: string,
  evidence: readonly Exchange[],
): Finding | undefined {
  const address = SAID.exec(said)?.[1]
  if (address === undefined) return undefined
  return finding('registry.address_denied', {
    summary: `The network rules of ${host.host} do not let the address ${address} in, from which this server asks.`,
    evidence,
    remedy: {
      action: `Add ${address} under Networking in the registry's settings, or reach it by a private endpoint; what pulls the images needs the same.`,
      link: registriesPage(host),
    },
  })
}
