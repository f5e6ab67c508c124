import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { KubeObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'

/** A deployment that has not made its Deployment by then was cut off. */
const LASTS_MS = 10 * 60_000

const keyOf = ({ id }: Pick<ServiceIdentity, 'id'>): string => `${KEYS.deploying}-${id}`

/**
 * Says in the environment's namespace that something is about to be deployed there, so that nobody removes it as empty
 * before the Deployment is there to be seen. `false` where it is gone, or on its way out.
 */
export async function claimNamespace(
  { api, clock }: Pick<KubernetesContext, 'api' | 'clock'>,
  service: ServiceIdentity,
  namespace: string,
  signal: AbortSignal,
): Promise<boolean> {
  const change = { metadata: { annotations: { [keyOf(service)]: clock.now().toISOString() } } }
  const live = await api.patch<KubeObject>('Namespace', undefined, namespace, change, signal)
  return live !== undefined && live.metadata.deletionTimestamp === undefined
}

/** Takes the claim back; what cannot be taken back now ends by itself. */
export async function leaveClaim(
  { api, timings }: Pick<KubernetesContext, 'api' | 'timings'>,
  service: ServiceIdentity,
  namespace: string,
): Promise<void> {
  const change = { metadata: { annotations: { [keyOf(service)]: null } } }
  await api
    .patch('Namespace', undefined, namespace, change, AbortSignal.timeout(timings.callMs))
    .catch(() => {})
}

/** Whether another service is about to be deployed into a namespace. */
export function isClaimed(
  { metadata }: KubeObject,
  service: ServiceIdentity,
  { now }: KubernetesContext['clock'],
): boolean {
  return Object.entries(metadata.annotations ?? {}).some(
    ([key, since]) =>
      key.startsWith(`${KEYS.deploying}-`) &&
      key !== keyOf(service) &&
      now().getTime() - Date.parse(since) < LASTS_MS,
  )
}
