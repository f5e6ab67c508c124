import { isIPv6 } from 'node:net'
import type { Endpoint, ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../manifests/keys.ts'
import { type KubeObject, pathOf } from './connection/objects.ts'
import { refusalOf } from './connection/refusal.ts'
import { routedEndpoints } from './routed-endpoints.ts'
import { type ServiceObject, type ServicePortSpec, targetOf } from './service-object.ts'
import type { KubernetesContext } from './settings.ts'

interface NodeObject extends KubeObject {
  readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] }
}

/**
 * Where the service answers: by the host names of its routes, by its load balancer and by its ports of every node. Where
 * none of these is there, or has an address yet, within the cluster. Throws as KubeApi does.
 */
export async function serviceEndpoints(
  context: KubernetesContext,
  service: ServiceIdentity,
  namespace: string,
  signal: AbortSignal,
): Promise<Endpoint[]> {
  const selection = { namespace, labelSelector: `${KEYS.service}=${service.id}` }
  const { items } = await context.api.list<ServiceObject>('Service', selection, signal)
  const services = items.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const outside = await Promise.all([
    routedEndpoints(context, selection, services, signal),
    ...services.map((each) => publicEndpoints(context, each, signal)),
  ])
  const reached = outside.flat()
  return reached.length > 0
    ? reached
    : services.filter(({ spec }) => isInner(spec.type)).flatMap(innerEndpoints)
}

const isInner = (type: string | undefined): boolean => type === undefined || type === 'ClusterIP'

async function publicEndpoints(
  context: KubernetesContext,
  { spec, status }: ServiceObject,
  signal: AbortSignal,
): Promise<Endpoint[]> {
  const ports = spec.ports ?? []
  if (spec.type === 'LoadBalancer') {
    const hosts = (status?.loadBalancer?.ingress ?? []).flatMap(({ hostname, ip }) => hostname ?? ip ?? [])
    return hosts.flatMap((host) =>
      ports.map((port) => ({ port: targetOf(port), url: urlOf(schemeOf(port), host, port.port) })),
    )
  }
  if (spec.type !== 'NodePort') return []
  const host = await nodeAddress(context, signal)
  return ports.flatMap((port) =>
    host === undefined || port.nodePort === undefined
      ? []
      : [{ port: targetOf(port), url: urlOf(schemeOf(port), host, port.nodePort) }],
  )
}

const innerEndpoints = ({ metadata, spec }: ServiceObject): Endpoint[] =>
  (spec.ports ?? []).map((port) => ({
    port: targetOf(port),
    url: urlOf(schemeOf(port), `${metadata.name}.${metadata.namespace}.svc`, port.port),
  }))

/** A port of every node is open on each of them, so one is as good as another. Undefined where nodes are not shown. */
async function nodeAddress({ api }: KubernetesContext, signal: AbortSignal): Promise<string | undefined> {
  const asking = api.ask<{ items: readonly NodeObject[] }>(
    { method: 'GET', path: pathOf('Node'), query: { limit: '1' }, asked: 'list nodes' },
    signal,
  )
  const nodes = await asking.catch((error: unknown) => {
    if (refusalOf(error)?.status === 403) return { items: [] }
    throw error
  })
  const addresses = nodes.items[0]?.status?.addresses ?? []
  const of = (type: string) => addresses.find((each) => each.type === type)?.address
  return of('ExternalIP') ?? of('ExternalDNS') ?? of('InternalIP') ?? of('Hostname')
}

function schemeOf({ protocol, appProtocol }: ServicePortSpec): string {
  if (protocol === 'UDP') return 'udp'
  if (appProtocol === 'http') return 'http'
  return appProtocol === 'kubernetes.io/h2c' ? 'grpc' : 'tcp'
}

function urlOf(scheme: string, host: string, port: number): string {
  const name = isIPv6(host) ? `[${host}]` : host
  return `${scheme}://${name}${scheme === 'http' && port === 80 ? '' : `:${port}`}`
}
