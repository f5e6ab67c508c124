import { isIPv6 } from 'node:net'
import type { Endpoint, ServicePort } from '@fairlead/core'
import type { Inspection, PortBinding } from './instances.ts'

const SCHEMES: Record<ServicePort['protocol'], string> = {
  HTTP: 'http',
  GRPC: 'grpc',
  TCP: 'tcp',
  UDP: 'udp',
}

/** Docker's name of a port inside a container: `8080/tcp`. */
export const portKey = (port: ServicePort): string =>
  `${port.internalPort}/${port.protocol === 'UDP' ? 'udp' : 'tcp'}`

/** Where the public ports of a container answer now; empty for one that does not run. */
export function endpointsOf({ ports, bindings }: Inspection): Endpoint[] {
  return ports.flatMap((port) => {
    if (!port.publiclyAccessible) return []
    const bound = bindings[portKey(port)] ?? []
    const binding = bound.find((candidate) => candidate.port === port.externalPort) ?? bound[0]
    if (binding === undefined) return []
    return [
      { port: port.internalPort, url: `${SCHEMES[port.protocol]}://${hostOf(binding)}:${binding.port}` },
    ]
  })
}

/** An address that can be called: one that means "every address" is called by loopback. */
export function reachableAddress({ address }: PortBinding): string {
  if (address === '' || address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}

function hostOf(binding: PortBinding): string {
  const address = reachableAddress(binding)
  return isIPv6(address) ? `[${address}]` : address
}
