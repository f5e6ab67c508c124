import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import { usualPlace } from '../../manifests/names.ts'
import type { KubernetesContext } from '../settings.ts'

/**
 * The same context, which knows the namespace that the environment has already: an environment or a project that is
 * renamed keeps the one that its first deployment made, where its services find each other, until the last has gone.
 */
export async function atHome<C extends Pick<KubernetesContext, 'api' | 'settings'>>(
  context: C,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<C> {
  const { api, settings } = context
  if (settings.namespace !== null) return context
  const { namespace: usual } = usualPlace(service)
  if (await isOfEnvironment({ api }, service, usual, signal)) return context
  for (const environmentNamespace of await namespacesInUse({ api }, service, signal)) {
    if (await isOfEnvironment({ api }, service, environmentNamespace, signal)) {
      return { ...context, settings: { ...settings, environmentNamespace } }
    }
  }
  return context
}

async function isOfEnvironment(
  { api }: Pick<KubernetesContext, 'api'>,
  { environmentId }: ServiceIdentity,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const live = await api.get('Namespace', undefined, name, signal)
  return (
    live?.metadata.labels?.[KEYS.environment] === environmentId &&
    live.metadata.deletionTimestamp === undefined
  )
}

/** Where Deployments of the environment are: the service's own place first, then what was made last. */
async function namespacesInUse(
  { api }: Pick<KubernetesContext, 'api'>,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const selection = { labelSelector: `${KEYS.environment}=${service.environmentId}` }
  const { items } = await api.list('Deployment', selection, signal)
  const own = ({ labels }: { labels?: Readonly<Record<string, string>> }) =>
    Number(labels?.[KEYS.service] === service.id)
  const sorted = items
    .map(({ metadata }) => metadata)
    .toSorted(
      (a, b) => own(b) - own(a) || (b.creationTimestamp ?? '').localeCompare(a.creationTimestamp ?? ''),
    )
  return new Set(sorted.map(({ namespace = '' }) => namespace))
}
