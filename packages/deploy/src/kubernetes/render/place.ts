import type { ServiceIdentity } from '@fairlead/core'
import { kubernetesName, type Place, usualPlace } from '../../manifests/names.ts'
import type { PlacedSettings } from '../settings.ts'

/** Where a service's objects are. In a namespace for all, names carry their environment. */
export function placeOf(
  service: ServiceIdentity,
  { namespace, environmentNamespace }: Pick<PlacedSettings, 'namespace' | 'environmentNamespace'>,
): Place {
  if (namespace === null) {
    const { name, namespace: usual } = usualPlace(service)
    return { name, namespace: environmentNamespace ?? usual }
  }
  const environment = service.environmentId.slice(0, 8).toLowerCase()
  return { name: kubernetesName(`${service.name}-${environment}`), namespace }
}
