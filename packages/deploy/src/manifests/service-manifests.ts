import type { ServicePort, Workload } from '@fairlead/core'
import { labelsOf, selectorOf } from './deployment-manifest.ts'
import { type Place, portNames, transportOf, usualPlace } from './names.ts'

/** https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol */
const APPLICATION_PROTOCOLS: Partial<Record<ServicePort['protocol'], string>> = {
  HTTP: 'http',
  GRPC: 'kubernetes.io/h2c',
}

/** The Service that the cluster's other pods call; undefined for a workload without ports. */
export function clusterServiceManifest(
  workload: Workload,
  place: Place = usualPlace(workload.service),
): object | undefined {
  const ports = portsOnce(workload.spec.ports, (port) => port.internalPort)
  return ports.length === 0 ? undefined : serviceManifest(workload, place, 'ClusterIP', ports)
}

/**
 * The Service that the world calls: a load balancer with the publicly accessible ports on the external port that was
 * asked for, else on the internal one; or a port of every node. Undefined when no port is public.
 */
export function publicServiceManifest(
  workload: Workload,
  place: Place = usualPlace(workload.service),
  type: 'LoadBalancer' | 'NodePort' = 'LoadBalancer',
): object | undefined {
  const ports = portsOnce(
    workload.spec.ports.filter((port) => port.publiclyAccessible),
    (port) => (type === 'NodePort' ? port.internalPort : (port.externalPort ?? port.internalPort)),
  )
  const { name, namespace } = place
  return ports.length === 0
    ? undefined
    : serviceManifest(workload, { name: `${name}-public`, namespace }, type, ports)
}

interface NumberedPort {
  readonly port: ServicePort
  readonly number: number
}

/** A Service may hold a number and a transport once only. */
function portsOnce(ports: readonly ServicePort[], numberOf: (port: ServicePort) => number): NumberedPort[] {
  const seen = new Set<string>()
  return ports.flatMap((port) => {
    const number = numberOf(port)
    const key = `${number}/${transportOf(port)}`
    if (seen.has(key)) return []
    seen.add(key)
    return [{ port, number }]
  })
}

function serviceManifest(
  workload: Workload,
  place: Place,
  type: string,
  ports: readonly NumberedPort[],
): object {
  const names = portNames(ports.map(({ port }) => port))
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...place,
      labels: labelsOf(workload),
    },
    spec: {
      type,
      selector: selectorOf(workload.service),
      ports: ports.map(({ port, number }, index) => ({
        name: names[index],
        port: number,
        targetPort: port.internalPort,
        protocol: transportOf(port),
        ...(type === 'NodePort' && port.externalPort !== undefined ? { nodePort: port.externalPort } : {}),
        ...(APPLICATION_PROTOCOLS[port.protocol]
          ? { appProtocol: APPLICATION_PROTOCOLS[port.protocol] }
          : {}),
      })),
    },
  }
}
