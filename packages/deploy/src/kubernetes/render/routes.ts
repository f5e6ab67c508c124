import type { PublishSettings, ServicePort, Workload } from '@fairlead/core'
import { labelsOf } from '../../manifests/deployment-manifest.ts'
import { kubernetesName, type Place } from '../../manifests/names.ts'
import type { KubeObject } from '../connection/objects.ts'

type ByHost = Extract<PublishSettings, { domain: string }>

const isRouted = ({ publiclyAccessible, protocol }: ServicePort): boolean =>
  publiclyAccessible && (protocol === 'HTTP' || protocol === 'GRPC')

/** Public ports that an Ingress or a route serves by a host name; the others need an address of their own. */
export const routedPorts = ({ spec }: Pick<Workload, 'spec'>): ServicePort[] => {
  const seen = new Set<number>()
  return spec.ports.filter((port) => {
    if (!isRouted(port) || seen.has(port.internalPort)) return false
    seen.add(port.internalPort)
    return true
  })
}

/** `api-staging-shop.apps.example.com`; a second port has its number before that. A label of DNS has at most 63 characters. */
function hostOf({ service }: Pick<Workload, 'service'>, { domain }: ByHost, port?: ServicePort): string {
  const own = kubernetesName(`${service.name}-${service.environmentName}-${service.projectName}`)
  return `${port ? `p${port.internalPort}-` : ''}${own}.${domain}`
}

const hostsOf = (workload: Workload, publish: ByHost): (readonly [string, ServicePort])[] =>
  routedPorts(workload).map((port, index) => [
    hostOf(workload, publish, index === 0 ? undefined : port),
    port,
  ])

/** The way from outside by host name; empty where no public port speaks HTTP. */
export function routes(workload: Workload, place: Place, publish: PublishSettings): KubeObject[] {
  if (publish.kind === 'ingress') return ingress(workload, place, publish)
  if (publish.kind === 'gateway') return gatewayRoutes(workload, place, publish)
  return []
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress/ */
function ingress(
  workload: Workload,
  place: Place,
  publish: Extract<PublishSettings, { kind: 'ingress' }>,
): KubeObject[] {
  const hosts = hostsOf(workload, publish)
  if (hosts.length === 0) return []
  const { className, tlsSecret } = publish
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...place, labels: labelsOf(workload) },
      spec: {
        ...(className === null ? {} : { ingressClassName: className }),
        ...(tlsSecret === null
          ? {}
          : { tls: [{ hosts: hosts.map(([host]) => host), secretName: tlsSecret }] }),
        rules: hosts.map(([host, port]) => ({
          host,
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: place.name, port: { number: port.internalPort } } },
              },
            ],
          },
        })),
      },
    } as KubeObject,
  ]
}

/** https://gateway-api.sigs.k8s.io/api-types/httproute/ */
function gatewayRoutes(
  workload: Workload,
  place: Place,
  publish: Extract<PublishSettings, { kind: 'gateway' }>,
): KubeObject[] {
  return hostsOf(workload, publish).map(
    ([host, port]) =>
      ({
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: port.protocol === 'GRPC' ? 'GRPCRoute' : 'HTTPRoute',
        metadata: {
          name: `${place.name}-${port.internalPort}`,
          namespace: place.namespace,
          labels: labelsOf(workload),
        },
        spec: {
          parentRefs: [{ name: publish.name, namespace: publish.namespace }],
          hostnames: [host],
          rules: [{ backendRefs: [{ name: place.name, port: port.internalPort }] }],
        },
      }) as KubeObject,
  )
}
