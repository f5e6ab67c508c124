import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { DeploymentObject, ReplicaSetObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'

const REVISION = 'deployment.kubernetes.io/revision'
const REPLICAS = 'deployment.kubernetes.io/desired-replicas'
/** What the cluster adds to a template to tell its pods from those of others. */
const HASH = 'pod-template-hash'

/**
 * The version before, as the cluster itself keeps it: a Deployment with the template of the ReplicaSet whose pods still
 * serve, else of the last one. Undefined where the Deployment has had this deployment's version alone.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment
 */
export async function olderVersion(
  { api }: Pick<KubernetesContext, 'api'>,
  service: ServiceIdentity,
  live: DeploymentObject,
  signal: AbortSignal,
): Promise<DeploymentObject | undefined> {
  const { namespace = '', uid } = live.metadata
  const selection = { namespace, labelSelector: `${KEYS.service}=${service.id}` }
  const { items } = await api.list<ReplicaSetObject>('ReplicaSet', selection, signal)
  const [last] = items
    .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
    .filter((each) => versionOf(each) !== versionOf(live))
    .toSorted((a, b) => Number(serves(b)) - Number(serves(a)) || revisionOf(b) - revisionOf(a))
  return last && withTemplateOf(live, last)
}

function withTemplateOf(live: DeploymentObject, { metadata, spec }: ReplicaSetObject): DeploymentObject {
  const { [HASH]: _hash, ...labels } = spec.template.metadata?.labels ?? {}
  const replicas = Number(metadata.annotations?.[REPLICAS] ?? live.spec.replicas ?? 1)
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith('deployment.kubernetes.io/'),
  )
  const { name, namespace = '' } = live.metadata
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels, annotations: Object.fromEntries(annotations) },
    spec: {
      ...live.spec,
      paused: false,
      replicas,
      template: {
        ...spec.template,
        metadata: { labels, annotations: spec.template.metadata?.annotations ?? {} },
      },
    },
  }
}

/** The deployment that a template is of. */
export const versionOf = ({
  spec,
}: Pick<DeploymentObject, 'spec'> | Pick<ReplicaSetObject, 'spec'>): string =>
  spec.template.metadata?.annotations?.[KEYS.deployment] ?? ''

const serves = ({ status }: ReplicaSetObject): boolean => (status?.readyReplicas ?? 0) > 0

const revisionOf = ({ metadata }: ReplicaSetObject): number => Number(metadata.annotations?.[REVISION] ?? 0)
