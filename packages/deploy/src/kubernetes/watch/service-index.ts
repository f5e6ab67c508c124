import { KEYS } from '../../manifests/keys.ts'
import type { KubeObject } from '../connection/objects.ts'
import type { Change } from './resource-view.ts'

/** Objects of a view by the service whose label they have. */
export interface ServiceIndex {
  /** For each change of the view. */
  note(change: Change<KubeObject>): void
  of(serviceId: string): readonly KubeObject[]
}

export function createServiceIndex(): ServiceIndex {
  const services = new Map<string, Map<string, KubeObject>>()
  /** Whose an object was: its label can be changed. */
  const owners = new Map<string, string>()

  const drop = (key: string): void => {
    const owner = owners.get(key)
    if (owner === undefined) return
    owners.delete(key)
    const objects = services.get(owner)
    objects?.delete(key)
    if (objects?.size === 0) services.delete(owner)
  }

  return {
    note(change) {
      if (change.type !== 'put' && change.type !== 'gone') return
      const { object } = change
      const { namespace, name, labels } = object.metadata
      const key = `${namespace}/${name}`
      drop(key)
      const owner = labels?.[KEYS.service]
      if (change.type === 'gone' || owner === undefined) return
      owners.set(key, owner)
      const objects = services.get(owner) ?? new Map<string, KubeObject>()
      services.set(owner, objects.set(key, object))
    },
    of: (serviceId) => [...(services.get(serviceId)?.values() ?? [])],
  }
}
