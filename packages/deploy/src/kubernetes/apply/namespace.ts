import { finding, type ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import { failedWith } from '../../outcome.ts'
import type { Kind, KubeObject } from '../connection/objects.ts'
import { unlessStatus } from '../connection/refusal.ts'
import { renderNamespace } from '../render/render-objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { titleOf } from './own-objects.ts'
import { explainedRefusal } from './refusal-finding.ts'

/**
 * Makes the environment's namespace, or looks whether the one that the settings name is there. Throws `target.failed`
 * where it is somebody else's, being deleted, or not there.
 */
export async function ensureNamespace(
  { api, settings }: KubernetesContext,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<void> {
  const wanted = renderNamespace(service, settings)
  // Whoever may use a namespace that is given need not have the right to read it.
  if (wanted === undefined) return
  const { name } = wanted.metadata
  const live = await api.get('Namespace', undefined, name, signal)
  if (live?.metadata.deletionTimestamp) throw failedWith([beingDeleted(name)])
  if (live && live.metadata.labels?.[KEYS.environment] !== service.environmentId) {
    throw failedWith([foreignNamespace(name)])
  }
  if (live && hasLabelsOf(live, wanted)) return
  try {
    await api.apply(wanted, { force: true }, signal)
  } catch (error) {
    throw explainedRefusal(titleOf(wanted), error)
  }
}

/** Kinds that only others make in a namespace of ours. */
export const FOREIGN_KINDS = [
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'NetworkPolicy',
  'Role',
  'RoleBinding',
  'ResourceQuota',
  'PersistentVolumeClaim',
] as const satisfies readonly Kind[]

/** Kinds whose presence says that a namespace is still of use to somebody. */
const INHABITANTS = [
  'Pod',
  'Deployment',
  'Service',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'Ingress',
  ...FOREIGN_KINDS,
] as const satisfies readonly Kind[]

/** What the cluster itself puts into every namespace. */
const BUILT_IN = new Set([
  'ConfigMap kube-root-ca.crt',
  'ConfigMap istio-ca-root-cert',
  'ConfigMap openshift-service-ca.crt',
  'ServiceAccount default',
])

/**
 * Takes away what Fairlead made for an environment once no service of it is left: the pull secrets, and the namespace if
 * it is Fairlead's and holds nothing of anybody else.
 */
export async function leaveNamespace(
  { api, settings }: KubernetesContext,
  service: ServiceIdentity,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  const ofEnvironment = { namespace, labelSelector: `${KEYS.environment}=${service.environmentId}` }
  const deployments = await api.list('Deployment', ofEnvironment, signal)
  if (deployments.items.some(({ metadata }) => metadata.labels?.[KEYS.service] !== service.id)) return
  const secrets = await api.list('Secret', ofEnvironment, signal)
  for (const { metadata } of secrets.items) {
    const { labels, name, uid } = metadata
    if (labels?.[KEYS.registry]) await api.remove('Secret', namespace, name, signal, uid)
  }
  if (settings.namespace !== null) return
  const live = await api.get('Namespace', undefined, namespace, signal)
  if (live?.metadata.labels?.[KEYS.environment] !== service.environmentId) return
  const isInhabited = await Promise.all(
    INHABITANTS.map(async (kind) => {
      const list = await unlessStatus(403, api.list(kind, { namespace }, signal))
      // What nobody may look at may be somebody's.
      return list === undefined || list.items.some((item) => !isBuiltInOrOurs(kind, item, service))
    }),
  )
  if (isInhabited.includes(true)) return
  await api.remove('Namespace', undefined, namespace, signal, live.metadata.uid)
}

const isBuiltInOrOurs = (kind: Kind, { metadata }: KubeObject, service: ServiceIdentity): boolean =>
  BUILT_IN.has(`${kind} ${metadata.name}`) ||
  metadata.labels?.[KEYS.service] === service.id ||
  metadata.labels?.[KEYS.registry] !== undefined

const hasLabelsOf = (live: KubeObject, wanted: KubeObject): boolean =>
  Object.entries(wanted.metadata.labels ?? {}).every(([key, value]) => live.metadata.labels?.[key] === value)

const beingDeleted = (name: string) =>
  finding('deploy.target_failed', {
    summary: `The namespace ${name} is being deleted.`,
    evidence: [{ asked: `read the Namespace ${name}`, answered: 'it has a deletionTimestamp' }],
    remedy: { action: 'Wait until the namespace is gone, then deploy again: Fairlead makes it anew.' },
  })

const foreignNamespace = (name: string) =>
  finding('deploy.object_taken', {
    summary: `The namespace ${name} was not made for this environment, so it is left alone.`,
    evidence: [
      { asked: `the label ${KEYS.environment} of the Namespace ${name}`, answered: 'another one, or none' },
    ],
    remedy: { action: 'Rename the environment, or delete that namespace if nobody needs it.' },
  })
