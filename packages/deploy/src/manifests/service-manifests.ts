import type { ServicePort, Workload } from '@fairlead/core'
import { labelsOf, selectorOf } from './deployment-manifest.ts'
import { kubernetesName, namespaceOf, portNames, transportOf } from './names.ts'

/** https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol */
const APPLICATION_PROTOCOLS: Partial<Record<ServicePort['protocol'], string>> = {
  HTTP: 'http',
  GRPC: 'kubernetes.io/h2c',
}

/** The Service that the cluster's other pods call; undefined for a workload without ports. */
export function clusterServiceManifest(workload: Workload): object | undefined {
  const ports = portsOnce(workload.spec.ports, (port) => port.internalPort)
  return ports.length === 0 ? undefined : serviceManifest(workload, '', 'ClusterIP', ports)
}

/**
 * The Service that the world calls: a load balancer with the publicly accessible ports on the external port that was
 * asked for, else on the internal one. Undefined when no port is public.
 */
export function publicServiceManifest(workload: Workload): object | undefined {
  const ports = portsOnce(
    workload.spec.ports.filter((port) => port.publiclyAccessible),
    (port) => port.externalPort ?? port.internalPort,
  )
  return ports.length === 0 ? undefined : serviceManifest(workload, '-public', 'LoadBalancer', ports)
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
  suffix: string,
  type: string,
  ports: readonly NumberedPort[],
): object {
  const names = portNames(ports.map(({ port }) => port))
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `${kubernetesName(workload.service.name)}${suffix}`,
      namespace: namespaceOf(workload.service),
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
        ...(APPLICATION_PROTOCOLS[port.protocol]
          ? { appProtocol: APPLICATION_PROTOCOLS[port.protocol] }
          : {}),
      })),
    },
  }
}
