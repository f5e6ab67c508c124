import { type Finding, finding, type Workload } from '@fairlead/core'
import type { KubeObject } from './connection/objects.ts'
import { refusalOf } from './connection/refusal.ts'
import { countsPod, type QuotaScopes } from './quota-scopes.ts'
import { readQuantity } from './rollout/faults/quantity.ts'
import type { KubernetesContext } from './settings.ts'

interface ResourceQuota extends KubeObject {
  readonly spec?: QuotaScopes
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>
    readonly used?: Readonly<Record<string, string>>
  }
}

/**
 * Quotas of the namespace that one more pod would not fit into: a rolling deployment has one more than before. Pods are
 * counted when they are made, so that a dry run of the Deployment does not tell. Empty without the right to look.
 */
export async function quotaFindings(
  { api }: Pick<KubernetesContext, 'api'>,
  { spec }: Pick<Workload, 'spec'>,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const cpu = spec.cpuMilli / 1000
  const memory = spec.memoryMib * 1024 ** 2
  const needs: Readonly<Record<string, number>> = {
    pods: 1,
    'count/pods': 1,
    cpu,
    'requests.cpu': cpu,
    'limits.cpu': cpu,
    memory,
    'requests.memory': memory,
    'limits.memory': memory,
  }
  const quotas = await quotasOf({ api }, namespace, signal)
  return quotas.flatMap(({ metadata, status, spec: scopes }) => {
    if (!countsPod(scopes, spec)) return []
    const short = Object.entries(status?.hard ?? {}).filter(
      ([resource, hard]) =>
        needs[resource] !== undefined &&
        readQuantity(status?.used?.[resource] ?? '0') + needs[resource] > readQuantity(hard),
    )
    if (short.length === 0) return []
    return [
      finding('deploy.quota', {
        summary: `The ResourceQuota ${metadata.name} of ${namespace} has no room for one more pod (${short.map(([resource]) => resource).join(', ')}).`,
        evidence: short.map(([resource, hard]) => ({
          asked: `${resource} of ${metadata.name}`,
          answered: `${status?.used?.[resource] ?? '0'} of ${hard} are used`,
        })),
        remedy: { action: 'Raise the ResourceQuota, or ask for less CPU, memory or instances.' },
      }),
    ]
  })
}

async function quotasOf(
  { api }: Pick<KubernetesContext, 'api'>,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly ResourceQuota[]> {
  try {
    return (await api.list<ResourceQuota>('ResourceQuota', { namespace }, signal)).items
  } catch (error) {
    // Not everybody may look at quotas; the deployment itself tells of them then.
    if (refusalOf(error)) return []
    throw error
  }
}
