import { KEYS } from '../manifests/keys.ts'
import { pullSecretName } from '../manifests/names.ts'
import type { DeploymentObject, KubeObject } from './connection/objects.ts'
import type { KubernetesContext } from './settings.ts'

/**
 * In a namespace for all, environments once shared the Secret of a connection. Whether an object is such a one, which
 * has one environment's label and may be in use by another's.
 */
export const isFormerLogin = ({ metadata }: KubeObject): boolean => {
  const registryId = metadata.labels?.[KEYS.registry]
  return registryId !== undefined && metadata.name === pullSecretName(registryId)
}

/** Whether a Deployment of Fairlead still names a Secret to pull with. */
export async function isReferenced(
  { api }: Pick<KubernetesContext, 'api'>,
  { metadata: { name, namespace = '' } }: KubeObject,
  signal: AbortSignal,
): Promise<boolean> {
  const selection = { namespace, labelSelector: 'app.kubernetes.io/managed-by=fairlead' }
  const { items } = await api.list<DeploymentObject>('Deployment', selection, signal)
  return items.some(({ spec }) => spec.template.spec.imagePullSecrets?.some((each) => each.name === name))
}
