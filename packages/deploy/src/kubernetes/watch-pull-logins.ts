import { KEYS } from '../manifests/keys.ts'
import type { KubeObject } from './connection/objects.ts'
import type { KubernetesContext } from './settings.ts'
import { viewResources } from './watch/resource-view.ts'

/** As DeployTarget.watchPullLogins says. What is there at first was looked at by whoever begins to watch. */
export async function watchPullLogins(
  { api, settings: { namespace } }: Pick<KubernetesContext, 'api' | 'settings'>,
  onChanged: (registryId: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let isListed = false
  const selection = { labelSelector: KEYS.registry, ...(namespace === null ? {} : { namespace }) }
  await viewResources<KubeObject>(api, 'Secret', selection, signal, {
    // A login itself need not be kept.
    pick: ({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }),
    onChange: (change) => {
      if (change.type === 'listed') isListed = true
      if (!isListed || !('object' in change)) return
      const registryId = change.object.metadata.labels?.[KEYS.registry]
      if (registryId) onChanged(registryId)
    },
  }).ended
}
