import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { KubeApi } from '../connection/kube-api.ts'
import { type KubeObject, type ListOf, pathOf } from '../connection/objects.ts'
import type { SharedViews } from './shared-views.ts'

/**
 * The API server for questions about one service, answered from the shared views where they can tell. What they keep
 * leaves out who set which field.
 */
export function viewedApi(api: KubeApi, views: SharedViews, service: ServiceIdentity): KubeApi {
  const ofService = `${KEYS.service}=${service.id}`
  return {
    ...api,
    list: async <T extends KubeObject>(
      ...[kind, selection, signal]: Parameters<KubeApi['list']>
    ): Promise<ListOf<T>> => {
      const { namespace, labelSelector, fieldSelector } = selection
      const own = labelSelector === ofService ? await views.of(kind, service.id, signal) : undefined
      if (own === undefined) return api.list<T>(kind, selection, signal)
      const items = own.filter(
        (object) =>
          (namespace === undefined || object.metadata.namespace === namespace) &&
          (fieldSelector === undefined || fieldSelector === typeSelector(object)),
      )
      return { metadata: { resourceVersion: '' }, items: items as KubeObject[] as T[] }
    },
    get: async <T extends KubeObject>(
      ...[kind, namespace, name, signal]: Parameters<KubeApi['get']>
    ): Promise<T | undefined> => {
      if (kind === 'Gateway') {
        return views.remember(pathOf(kind, namespace, name), () => api.get<T>(kind, namespace, name, signal))
      }
      const own = await views.of(kind, service.id, signal)
      const found = own?.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name) as
        | T
        | undefined
      return found ?? api.get<T>(kind, namespace, name, signal)
    },
    ask: (call, signal) =>
      call.method === 'GET' && call.path === pathOf('Node')
        ? views.remember(call.path, () => api.ask(call, signal))
        : api.ask(call, signal),
  }
}

/** Secrets are the only objects that are looked for by a field. */
const typeSelector = (object: KubeObject): string => `type=${(object as { type?: string }).type}`
