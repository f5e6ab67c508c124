import type { Endpoint } from '@fairlead/core'
import type { Selection } from './connection/kube-api.ts'
import type { Kind, KubeObject } from './connection/objects.ts'
import { refusalOf } from './connection/refusal.ts'
import { type ServiceObject, targetOf } from './service-object.ts'
import type { KubernetesContext } from './settings.ts'

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/ */
interface IngressObject extends KubeObject {
  readonly spec: {
    readonly tls?: readonly { readonly hosts?: readonly string[] }[]
    readonly rules?: readonly {
      readonly host?: string
      readonly http?: {
        readonly paths: readonly {
          readonly path?: string
          readonly backend: {
            readonly service?: { readonly name: string; readonly port?: { readonly number?: number } }
          }
        }[]
      }
    }[]
  }
}

/** https://gateway-api.sigs.k8s.io/reference/spec/ */
interface RouteObject extends KubeObject {
  readonly spec: {
    readonly hostnames?: readonly string[]
    readonly rules?: readonly {
      readonly backendRefs?: readonly { readonly name: string; readonly port?: number }[]
    }[]
  }
}

interface GatewayObject extends KubeObject {
  readonly spec: { readonly listeners?: readonly { readonly protocol: string }[] }
}

/** Where the service answers by host name: by its Ingress, or by its routes on a Gateway. */
export async function routedEndpoints(
  { api, settings: { publish } }: KubernetesContext,
  selection: Selection,
  services: readonly ServiceObject[],
  signal: AbortSignal,
): Promise<Endpoint[]> {
  const inside = (name: string, number: number): number => {
    const ports = services.find(({ metadata }) => metadata.name === name)?.spec.ports ?? []
    const port = ports.find((each) => each.port === number)
    return port ? targetOf(port) : number
  }
  if (publish.kind === 'ingress') {
    const { items } = await api.list<IngressObject>('Ingress', selection, signal)
    return items.flatMap((item) => ingressEndpoints(item, inside))
  }
  if (publish.kind !== 'gateway') return []
  const list = async (kind: Kind) => {
    try {
      return (await api.list<RouteObject>(kind, selection, signal)).items
    } catch (error) {
      // Gateways are an addition to a cluster, and GRPCRoutes are one to them.
      if (refusalOf(error)?.status === 404) return []
      throw error
    }
  }
  const [web, grpc] = await Promise.all([list('HTTPRoute'), list('GRPCRoute')])
  if (web.length + grpc.length === 0) return []
  const secure = await isSecure({ api }, publish, signal)
  return [
    ...web.flatMap((route) => routeEndpoints(route, secure ? 'https' : 'http', inside)),
    ...grpc.flatMap((route) => routeEndpoints(route, secure ? 'grpcs' : 'grpc', inside)),
  ]
}

type Inside = (service: string, port: number) => number

function ingressEndpoints({ spec }: IngressObject, inside: Inside): Endpoint[] {
  const secure = new Set((spec.tls ?? []).flatMap(({ hosts }) => hosts ?? []))
  return (spec.rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).flatMap(({ path = '/', backend: { service } }) => {
      const number = service?.port?.number
      if (host === undefined || service === undefined || number === undefined) return []
      const address = `${secure.has(host) ? 'https' : 'http'}://${host}${path === '/' ? '' : path}`
      return [{ port: inside(service.name, number), url: address }]
    }),
  )
}

function routeEndpoints({ spec }: RouteObject, scheme: string, inside: Inside): Endpoint[] {
  const backend = (spec.rules ?? []).flatMap(({ backendRefs }) => backendRefs ?? [])[0]
  if (backend?.port === undefined) return []
  const port = inside(backend.name, backend.port)
  return (spec.hostnames ?? []).map((host) => ({ port, url: `${scheme}://${host}` }))
}

/** Whether the Gateway takes TLS. One that is not shown is taken for one that does, as most do. */
async function isSecure(
  { api }: Pick<KubernetesContext, 'api'>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const gateway = await api.get<GatewayObject>('Gateway', namespace, name, signal)
    return gateway?.spec.listeners?.some(({ protocol }) => protocol === 'HTTPS' || protocol === 'TLS') ?? true
  } catch (error) {
    if (refusalOf(error)?.status === 403) return true
    throw error
  }
}
