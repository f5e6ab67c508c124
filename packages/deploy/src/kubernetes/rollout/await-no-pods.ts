import { anySignal, type ServiceIdentity } from '@fairlead/core'
import { cancellation } from '../../cancellation.ts'
import { KEYS } from '../../manifests/keys.ts'
import type { PodObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { viewResources } from '../watch/resource-view.ts'

/** Waits until no pod of the service is left: in one namespace, or in any where none is given. Throws what a watch throws, and `operation.canceled`. */
export async function awaitNoPods(
  { api }: Pick<KubernetesContext, 'api'>,
  service: ServiceIdentity,
  namespace: string | null,
  signal: AbortSignal,
): Promise<void> {
  const selection = {
    labelSelector: `${KEYS.service}=${service.id}`,
    ...(namespace === null ? {} : { namespace }),
  }
  const ended = new AbortController()
  const none = Promise.withResolvers<void>()
  const onAbort = () => none.reject(cancellation(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const pods = viewResources<PodObject>(api, 'Pod', selection, anySignal(signal, ended.signal), {
      // A pod that has ended, such as one that was evicted, stays as a trace of that.
      pick: (pod) => (isOver(pod) ? undefined : pod),
      onChange: () => {
        if (pods.isCurrent() && pods.objects.size === 0) none.resolve()
      },
    })
    pods.ended.catch(none.reject)
    await none.promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    ended.abort()
  }
}

const isOver = ({ status }: PodObject): boolean => status?.phase === 'Failed' || status?.phase === 'Succeeded'
