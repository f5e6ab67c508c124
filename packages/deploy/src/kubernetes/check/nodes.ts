import { type Finding, finding, formatPlatform, normalizeArchitecture, type Platform } from '@fairlead/core'
import type { Condition, KubeObject } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'
import type { KubernetesContext } from '../settings.ts'

interface NodeObject extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean }
  readonly status?: {
    readonly conditions?: readonly Condition[]
    readonly nodeInfo?: { readonly operatingSystem?: string; readonly architecture?: string }
  }
}

/** Named in a finding at most. */
const NAMED = 10

/** Distinct platforms of the nodes that take pods now; empty where the login may not look at nodes. */
export async function nodePlatforms(
  context: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Platform[]> {
  try {
    const nodes = (await listNodes(context, signal)).filter((node) => faultOf(node) === undefined)
    const platforms = nodes.flatMap(platformOf)
    return [...new Map(platforms.map((platform) => [formatPlatform(platform), platform])).values()]
  } catch (error) {
    if (refusalOf(error)?.status === 403) return []
    throw error
  }
}

/** Whether there is a node that takes pods. */
export async function checkNodes(
  context: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const nodes = await listNodes(context, signal)
  const faulty = nodes.flatMap((node) => {
    const answered = faultOf(node)
    return answered === undefined ? [] : [{ asked: `node ${node.metadata.name}`, answered }]
  })
  if (faulty.length < nodes.length) {
    const broken = faulty.filter(({ answered }) => answered !== CORDONED)
    return broken.length === 0
      ? []
      : [
          finding('cluster.no_ready_node', {
            severity: 'warning',
            summary: `${broken.length} of ${nodes.length} nodes ${broken.length === 1 ? 'is' : 'are'} not ready.`,
            evidence: broken.slice(0, NAMED),
            remedy: REMEDY,
          }),
        ]
  }
  return [
    finding('cluster.no_ready_node', {
      summary:
        nodes.length === 0
          ? 'The cluster has no node, so no pod can run.'
          : 'No node of the cluster takes pods now.',
      evidence:
        nodes.length === 0 ? [{ asked: 'GET /api/v1/nodes', answered: 'none' }] : faulty.slice(0, NAMED),
      remedy: REMEDY,
    }),
  ]
}

const CORDONED = 'cordoned: it takes no new pods'

const REMEDY = {
  action:
    'Look at the nodes ("kubectl get nodes", "kubectl describe node NAME"): start the kubelet, or uncordon a node.',
  link: 'https://kubernetes.io/docs/concepts/architecture/nodes/#node-status',
}

const listNodes = async ({ api }: KubernetesContext, signal: AbortSignal) =>
  (await api.list<NodeObject>('Node', {}, signal)).items

/** Why no pod is placed on it; undefined for one that takes pods. */
function faultOf({ spec, status }: NodeObject): string | undefined {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  if (ready?.status !== 'True') {
    return `not ready: ${ready?.message ?? ready?.reason ?? 'its kubelet has not told its state'}`
  }
  return spec?.unschedulable ? CORDONED : undefined
}

function platformOf({ metadata: { labels = {} }, status }: NodeObject): Platform[] {
  const os = labels['kubernetes.io/os'] ?? status?.nodeInfo?.operatingSystem
  const architecture = labels['kubernetes.io/arch'] ?? status?.nodeInfo?.architecture
  return os && architecture ? [{ os, architecture: normalizeArchitecture(architecture) }] : []
}
