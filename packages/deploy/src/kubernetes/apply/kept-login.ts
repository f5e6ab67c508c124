import { finding, type Workload } from '@fairlead/core'
import { pullSecretName } from '../../manifests/names.ts'
import { failedWith } from '../../outcome.ts'
import { loginNameIn, placeOf } from '../render/place.ts'
import type { KubernetesContext } from '../settings.ts'

/** A workload with the name of the Secret that its pods pull with, where that is there of before. */
export type WithLogin<W> = W & { readonly pullSecret?: string }

/**
 * Where the credential cannot be made just now the login that the namespace has already stays. Throws `target.failed` where
 * one is needed and there is none: pods without would start only where a node happens to have the image.
 */
export async function withLogin<W extends Omit<Workload, 'deploymentId'>>(
  { api, settings }: Pick<KubernetesContext, 'api' | 'settings'>,
  workload: W,
  signal: AbortSignal,
): Promise<WithLogin<W>> {
  const { service, image, credential, keptLogin } = workload
  const name = loginNameIn(settings, service, image.registryId)
  if (credential || keptLogin === undefined) return workload
  const { namespace } = placeOf(service, settings)
  for (const each of new Set([name, pullSecretName(image.registryId)])) {
    if (await api.get('Secret', namespace, each, signal)) return { ...workload, pullSecret: each }
  }
  if (keptLogin === 'unknown') return workload
  throw failedWith([
    finding('deploy.image_unavailable', {
      summary: `The login to ${image.registry} cannot be made now, and ${namespace} has none of before.`,
      evidence: [{ asked: `read the Secret ${name} in ${namespace}`, answered: '404 not found' }],
      remedy: { action: 'Verify the registry connection, mend what it names, then deploy again.' },
    }),
  ])
}
