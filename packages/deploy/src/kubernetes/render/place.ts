import type { KubernetesSettings, ServiceIdentity } from '@fairlead/core'
import { kubernetesName, type Place, usualPlace } from '../../manifests/names.ts'

/** Where a service's objects are. In a namespace for all, names carry their environment. */
export function placeOf(
  service: ServiceIdentity,
  { namespace }: Pick<KubernetesSettings, 'namespace'>,
): Place {
  if (namespace === null) return usualPlace(service)
  const environment = service.environmentId.slice(0, 8).toLowerCase()
  return { name: kubernetesName(`${service.name}-${environment}`), namespace }
}
