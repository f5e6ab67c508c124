import { type Finding, finding } from '@fairlead/core'
import type { KubernetesContext } from '../settings.ts'

/** Whether the namespace that everything shares is there, where one is given. */
export async function checkNamespace(
  { api, settings: { namespace } }: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (namespace === null) return []
  const found = await api.get('Namespace', undefined, namespace, signal)
  const asked = `GET /api/v1/namespaces/${namespace}`
  if (found === undefined) {
    return [
      finding('cluster.namespace_missing', {
        summary: `The cluster has no namespace ${namespace}.`,
        evidence: [{ asked, answered: '404 NotFound' }],
        remedy: {
          action: `Make it ("kubectl create namespace ${namespace}"), or correct the namespace of the cluster here.`,
        },
      }),
    ]
  }
  const { deletionTimestamp } = found.metadata
  if (deletionTimestamp === undefined) return []
  return [
    finding('cluster.namespace_missing', {
      summary: `The namespace ${namespace} is being deleted.`,
      evidence: [{ asked, answered: `Terminating since ${deletionTimestamp}` }],
      remedy: {
        action: `Wait until it is gone, then make it again ("kubectl create namespace ${namespace}"), or choose another.`,
      },
    }),
  ]
}
