import { isDigest, type RuntimeStatus, type ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../manifests/keys.ts'
import { kubernetesName } from '../manifests/names.ts'
import { atHomeFirst } from './apply/own-objects.ts'
import type { DeploymentObject, PodObject } from './connection/objects.ts'
import { liveDrift } from './drift/live-drift.ts'
import { serviceEndpoints } from './endpoints.ts'
import { type PodHealth, podHealth } from './pod-health.ts'
import type { KubernetesContext } from './settings.ts'

/** What runs of the service now, also when somebody else changed it. Throws as KubeApi does. */
export async function serviceStatus(
  context: KubernetesContext,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<RuntimeStatus> {
  const deployment = await findDeployment(context, service, signal)
  if (deployment === undefined) {
    return {
      state: 'absent',
      runningInstances: 0,
      endpoints: [],
      message: 'No Deployment of the service is there.',
    }
  }
  const namespace = deployment.metadata.namespace ?? ''
  const selection = { namespace, labelSelector: `${KEYS.service}=${service.id}` }
  const isStopped = deployment.spec.replicas === 0
  const [{ items }, endpoints, drift] = await Promise.all([
    context.api.list<PodObject>('Pod', selection, signal),
    isStopped ? [] : serviceEndpoints(context, service, namespace, signal),
    liveDrift(context, service, deployment, signal),
  ])
  const known = { ...knownOf(deployment, service), ...(drift ? { drift } : {}) }
  if (isStopped) {
    const message = 'Stopped: its Deployment asks for no pods.'
    return { ...known, state: 'stopped', runningInstances: 0, endpoints, message }
  }
  // A pod that failed, such as one that was evicted, is replaced and stays as a trace of that.
  const pods = items.filter(
    ({ metadata, status }) => metadata.deletionTimestamp === undefined && status?.phase !== 'Failed',
  )
  const healths = pods.map((pod) => podHealth(pod, context.clock))
  const running = healths.filter(({ state }) => state === 'running').length
  return { ...known, ...summarize(deployment, healths, running), runningInstances: running, endpoints }
}

/** By its label: a service that was renamed keeps its Deployment until it is deployed again. */
export const findDeployment = (
  { api, settings }: KubernetesContext,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<DeploymentObject | undefined> =>
  atHomeFirst(settings, service, async (within) => {
    const selection = { ...within, labelSelector: `${KEYS.service}=${service.id}` }
    const { items } = await api.list<DeploymentObject>('Deployment', selection, signal)
    const present = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    // Of two, after a rename that was cut off, the one that was made last is the service's.
    return present.toSorted((a, b) => (createdAt(a) < createdAt(b) ? 1 : -1))[0]
  })

const createdAt = ({ metadata }: DeploymentObject): string => metadata.creationTimestamp ?? ''

function knownOf(
  { metadata, spec }: DeploymentObject,
  service: ServiceIdentity,
): Pick<RuntimeStatus, 'digest' | 'deploymentId'> {
  const { containers } = spec.template.spec
  const own = containers.find(({ name }) => name === kubernetesName(service.name)) ?? containers[0]
  const digest = own?.image?.split('@')[1] ?? ''
  const deploymentId = metadata.annotations?.[KEYS.deployment]
  return { ...(isDigest(digest) ? { digest } : {}), ...(deploymentId ? { deploymentId } : {}) }
}

function summarize(
  { spec, status, metadata }: DeploymentObject,
  healths: readonly PodHealth[],
  running: number,
): Pick<RuntimeStatus, 'state' | 'message'> {
  const wanted = spec.replicas ?? 1
  const runs = `${running} of ${wanted} instances run`
  const worst = healths.find(({ state }) => state === 'unhealthy')
  if (worst) return { state: 'unhealthy', message: `${runs}. ${worst.message}` }
  const condition = (type: string) => status?.conditions?.find((each) => each.type === type)
  const refused = condition('ReplicaFailure')
  if (refused?.status === 'True') {
    return {
      state: 'unhealthy',
      message: `${runs}. A pod cannot be made: ${refused.message ?? refused.reason}`,
    }
  }
  const updated = status?.updatedReplicas ?? 0
  const isRolledOut =
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    updated >= wanted &&
    (status?.replicas ?? 0) <= updated
  if (running >= wanted && isRolledOut) {
    return { state: 'running', message: running === 1 ? 'It runs.' : `${running} instances run.` }
  }
  const starting = healths.find(({ state }) => state === 'starting')
  return { state: 'starting', message: `${runs}. ${starting?.message ?? 'A new version takes over.'}` }
}
