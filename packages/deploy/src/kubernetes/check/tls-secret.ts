import { type Finding, finding } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { KubeApi } from '../connection/kube-api.ts'
import { type KubeObject, pathOf } from '../connection/objects.ts'

/** Names and labels without what is in the objects: nobody here needs to see a key. */
const METADATA = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'

/** Without items it has null. */
interface MetadataList {
  readonly items: readonly Pick<KubeObject, 'metadata'>[] | null
}

/**
 * Whether the Secret with the certificate of the Ingresses is where they look for it: in their own namespace. A warning,
 * since somebody else may put it there in time.
 */
export async function checkTlsSecret(
  api: KubeApi,
  secret: string,
  namespace: string | null,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const path = pathOf('Secret', namespace ?? undefined)
  const query = { fieldSelector: `metadata.name=${secret}` }
  const asked = `list the Secrets ${secret}`
  const { items } = await api.ask<MetadataList>(
    { method: 'GET', path, query, accept: METADATA, asked },
    signal,
  )
  const present = new Set((items ?? []).map(({ metadata }) => metadata.namespace))
  const lacking = namespace === null ? await ownNamespaces(api, signal) : [namespace]
  const missing = lacking.filter((each) => !present.has(each))
  if (missing.length === 0 && (lacking.length > 0 || present.size > 0)) return []
  const where = missing.length === 0 ? 'any namespace' : missing.join(', ')
  return [
    finding('cluster.route_missing', {
      severity: 'warning',
      summary: `Ports are published with the certificate in the Secret ${secret}, which is not in ${where}.`,
      evidence: [
        {
          asked: `GET ${path}?fieldSelector=${query.fieldSelector}`,
          answered: present.size === 0 ? 'none' : `in ${[...present].join(', ')}`,
        },
      ],
      remedy: {
        action:
          namespace === null
            ? `Have the Secret put into the namespace of every environment, which is made with its first deployment (a controller such as cert-manager or a replicator does so), or leave "${secret}" out.`
            : `Make it ("kubectl -n ${namespace} create secret tls ${secret} --cert=FILE --key=FILE"), or leave it out.`,
        link: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
      },
    }),
  ]
}

/** Namespaces in which Fairlead runs something. */
async function ownNamespaces(api: KubeApi, signal: AbortSignal): Promise<readonly string[]> {
  const { items } = await api.ask<MetadataList>(
    {
      method: 'GET',
      path: pathOf('Deployment'),
      query: { labelSelector: KEYS.service },
      accept: METADATA,
      asked: 'list Deployments',
    },
    signal,
  )
  return [...new Set((items ?? []).flatMap(({ metadata }) => metadata.namespace ?? []))].sort()
}
