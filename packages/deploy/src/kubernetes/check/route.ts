import { type Finding, finding, type PublishSettings } from '@fairlead/core'
import type { KubeApi } from '../connection/kube-api.ts'
import { type KubeObject, pathOf } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'
import type { KubernetesContext } from '../settings.ts'
import { checkTlsSecret } from './tls-secret.ts'

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class'

/** Whether what published ports go through is there: the Ingress's class and certificate, or the Gateway. */
export async function checkRoute(
  { api, settings: { publish, namespace } }: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (publish.kind === 'ingress') {
    const { className, tlsSecret } = publish
    const found = await Promise.all([
      checkIngressClass(api, className, signal),
      tlsSecret === null ? [] : checkTlsSecret(api, tlsSecret, namespace, signal),
    ])
    return found.flat()
  }
  if (publish.kind === 'gateway') return checkGateway(api, publish, signal)
  return []
}

async function checkIngressClass(
  api: KubeApi,
  className: string | null,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { items } = await api.list('IngressClass', {}, signal)
  const names = items.map(({ metadata }) => metadata.name)
  const isThere =
    className === null
      ? items.some(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true')
      : names.includes(className)
  if (isThere) return []
  return [
    finding('cluster.route_missing', {
      summary:
        className === null
          ? 'Ports are published by the default Ingress class, and the cluster has none.'
          : `Ports are published by the Ingress class ${className}, which the cluster does not have.`,
      evidence: [{ asked: `GET ${pathOf('IngressClass')}`, answered: names.join(', ') || 'none' }],
      remedy: {
        action:
          names.length === 0
            ? 'Install an Ingress controller, or publish ports in another way.'
            : `Name one of the classes ${names.join(', ')}, or mark one as the default (annotation ${DEFAULT_CLASS}).`,
        link: 'https://kubernetes.io/docs/concepts/services-networking/ingress-controllers/',
      },
    }),
  ]
}

async function checkGateway(
  api: KubeApi,
  { namespace, name }: Extract<PublishSettings, { kind: 'gateway' }>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const path = pathOf('Gateway', namespace, name)
  try {
    await api.ask<KubeObject>({ method: 'GET', path, asked: `read the Gateway ${name}` }, signal)
    return []
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal?.status !== 404) throw error
    // A cluster that does not know the kind answers with plain words instead of a Status.
    const isKnown = refusal.reason === 'NotFound'
    return [
      finding('cluster.route_missing', {
        summary: isKnown
          ? `Ports are published on the Gateway ${name} of the namespace ${namespace}, which is not there.`
          : 'Ports are published on a Gateway, and the cluster does not have the Gateway API.',
        evidence: [{ asked: `GET ${path}`, answered: `404 ${refusal.message}` }],
        remedy: isKnown
          ? { action: 'Make the Gateway, or correct its name and namespace here.' }
          : {
              action: 'Install the Gateway API and a controller for it, or publish ports in another way.',
              link: 'https://gateway-api.sigs.k8s.io/guides/getting-started/',
            },
      }),
    ]
  }
}
