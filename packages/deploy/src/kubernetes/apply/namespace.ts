import { type Finding, finding, type Progress, type ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import { failedWith } from '../../outcome.ts'
import { type Kind, type KubeObject, pathOf } from '../connection/objects.ts'
import { refusalOf, unlessStatus } from '../connection/refusal.ts'
import { isFormerLogin, isReferenced } from '../former-login.ts'
import { renderNamespace } from '../render/render-objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { awaitNamespaceGone } from './await-namespace-gone.ts'
import { isClaimed } from './claim.ts'
import { titleOf } from './own-objects.ts'
import { explainedRefusal } from './refusal-finding.ts'

/**
 * Makes the environment's namespace; one that is being deleted is waited for first. Throws `target.failed` where it is
 * somebody else's, or does not end.
 */
export async function ensureNamespace(
  context: KubernetesContext,
  service: ServiceIdentity,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { api, settings } = context
  const wanted = renderNamespace(service, settings)
  // Whoever may use a namespace that is given need not have the right to read it.
  if (wanted === undefined) return
  const { name } = wanted.metadata
  let live = await api.get('Namespace', undefined, name, signal)
  // Between its end and a look somebody may have made it, and deleted it again.
  while (live?.metadata.deletionTimestamp) {
    await awaitNamespaceGone(context, name, progress, signal)
    live = await api.get('Namespace', undefined, name, signal)
  }
  const foreign = live && foreignNamespace(live, service)
  if (foreign) throw failedWith([foreign])
  if (live && hasLabelsOf(live, wanted)) return
  try {
    await api.apply(wanted, { force: true }, signal)
  } catch (error) {
    throw explainedRefusal(titleOf(wanted), error)
  }
}

/** What is wrong with a namespace of the name that the environment's has, where it was made for something else. */
export function foreignNamespace({ metadata }: KubeObject, service: ServiceIdentity): Finding | undefined {
  const { name, labels } = metadata
  const other = labels?.[KEYS.environment]
  if (other === service.environmentId) return undefined
  return finding('deploy.object_taken', {
    summary: `The namespace ${name} was not made for this environment, so it is left alone.`,
    evidence: [
      { asked: `the label ${KEYS.environment} of the Namespace ${name}`, answered: other ?? 'not there' },
    ],
    remedy: { action: 'Rename the environment, or delete that namespace if nobody needs it.' },
  })
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
  'PersistentVolumeClaim',
  ...FOREIGN_KINDS,
] as const satisfies readonly Kind[]

/** What the cluster itself puts into every namespace. */
const BUILT_IN = new Set([
  'ConfigMap kube-root-ca.crt',
  'ConfigMap istio-ca-root-cert',
  'ConfigMap openshift-service-ca.crt',
  'ServiceAccount default',
])

/** How often a namespace that somebody changes meanwhile is looked at anew. */
const LOOKS = 3

/**
 * Takes away what Fairlead made for an environment once no service of it is left: the pull secrets, and the namespace if
 * it is Fairlead's and holds nothing of anybody else. A deployment that has just begun there keeps it.
 */
export async function leaveNamespace(
  context: KubernetesContext,
  service: ServiceIdentity,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (await leaveAsSeen(context, service, namespace, signal)) return
  }
}

/** `false` where the namespace was changed while it was looked at. */
async function leaveAsSeen(
  { api, settings, clock }: KubernetesContext,
  service: ServiceIdentity,
  namespace: string,
  signal: AbortSignal,
): Promise<boolean> {
  // Read before what is in it: whoever claims it later changes it.
  const live =
    settings.namespace === null ? await api.get('Namespace', undefined, namespace, signal) : undefined
  if (live && isClaimed(live, service, clock)) return true
  const ofEnvironment = { namespace, labelSelector: `${KEYS.environment}=${service.environmentId}` }
  const deployments = await api.list('Deployment', ofEnvironment, signal)
  if (deployments.items.some(({ metadata }) => metadata.labels?.[KEYS.service] !== service.id)) return true
  const isOurs = live?.metadata.labels?.[KEYS.environment] === service.environmentId
  if (live && isOurs && !(await isInhabited({ api }, service, namespace, signal))) {
    return removeNamespace({ api }, live, signal)
  }
  const logins = await api.list('Secret', { namespace, labelSelector: KEYS.registry }, signal)
  for (const login of logins.items) {
    const { labels, name, uid } = login.metadata
    const isShared = settings.namespace !== null && isFormerLogin(login)
    const isUnused = isShared
      ? !(await isReferenced({ api }, login, signal))
      : labels?.[KEYS.environment] === service.environmentId
    if (isUnused) await api.remove('Secret', namespace, name, signal, uid)
  }
  return true
}

async function isInhabited(
  { api }: Pick<KubernetesContext, 'api'>,
  service: ServiceIdentity,
  namespace: string,
  signal: AbortSignal,
): Promise<boolean> {
  const found = await Promise.all(
    INHABITANTS.map(async (kind) => {
      const list = await unlessStatus(403, api.list(kind, { namespace }, signal))
      // What nobody may look at may be somebody's.
      return list === undefined || list.items.some((item) => !isBuiltInOrOurs(kind, item, service))
    }),
  )
  return found.includes(true)
}

/** As it was read, and no other: `false` where somebody has changed it since. */
async function removeNamespace(
  { api }: Pick<KubernetesContext, 'api'>,
  { metadata: { name, uid, resourceVersion } }: KubeObject,
  signal: AbortSignal,
): Promise<boolean> {
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: 'Background',
    preconditions: { uid, resourceVersion },
  }
  const path = pathOf('Namespace', undefined, name)
  const deleting = api.ask({ method: 'DELETE', path, body, asked: `delete the Namespace ${name}` }, signal)
  try {
    await unlessStatus(404, deleting)
    return true
  } catch (error) {
    if (refusalOf(error)?.status === 409) return false
    throw error
  }
}

const isBuiltInOrOurs = (kind: Kind, { metadata }: KubeObject, service: ServiceIdentity): boolean =>
  BUILT_IN.has(`${kind} ${metadata.name}`) ||
  // A claim that is there still holds data, whoever it is of.
  (metadata.labels?.[KEYS.service] === service.id && kind !== 'PersistentVolumeClaim') ||
  metadata.labels?.[KEYS.registry] !== undefined ||
  // What is left of a service that was removed a moment ago ends by itself.
  (metadata.deletionTimestamp !== undefined && metadata.labels?.[KEYS.environment] === service.environmentId)

const hasLabelsOf = (live: KubeObject, wanted: KubeObject): boolean =>
  Object.entries(wanted.metadata.labels ?? {}).every(([key, value]) => live.metadata.labels?.[key] === value)
