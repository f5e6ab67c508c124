import type { DeploymentObject, KubeObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'

const MANAGER = 'fairlead-scale'

/**
 * A field that its only manager no longer names is removed, and a Deployment without replicas has one. So before an
 * autoscaler takes over, the number that there is gets a manager of its own.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership
 */
export async function handOverReplicas(
  { api }: Pick<KubernetesContext, 'api'>,
  wanted: KubeObject,
  present: KubeObject,
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<void> {
  if ((wanted as DeploymentObject).spec.replicas !== undefined) return
  const least = leastReplicas(objects)
  const now = (present as DeploymentObject).spec.replicas ?? least
  const { apiVersion, kind, metadata } = wanted
  const scale = {
    apiVersion,
    kind,
    metadata: { name: metadata.name, namespace: metadata.namespace },
    // A stopped service comes back.
    spec: { replicas: now === 0 ? least : now },
  }
  await api.apply(scale as KubeObject, { force: true, manager: MANAGER }, signal)
}

/** A Deployment whose pods an autoscaler is to count, with the first of them where it is stopped now; else undefined. */
export function startedBy(
  wanted: KubeObject,
  present: KubeObject,
  objects: readonly KubeObject[],
): KubeObject | undefined {
  const { spec, ...rest } = wanted as DeploymentObject
  const isStopped = (present as DeploymentObject).spec.replicas === 0
  if (spec.replicas !== undefined || !isStopped) return undefined
  return { ...rest, spec: { ...spec, replicas: leastReplicas(objects) } } as KubeObject
}

function leastReplicas(objects: readonly KubeObject[]): number {
  const autoscaler = objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler')
  const { spec } = (autoscaler ?? {}) as { spec?: { minReplicas?: number } }
  return spec?.minReplicas ?? 1
}
