import type { ServiceIdentity } from '@fairlead/core'
import { kubernetesName, type Place, pullSecretName, usualPlace } from '../../manifests/names.ts'
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
  return { name: kubernetesName(`${service.name}-${shortOf(service)}`), namespace }
}

const shortOf = ({ environmentId }: ServiceIdentity): string => environmentId.slice(0, 8).toLowerCase()

/** Name of the Secret that an environment's pods pull with from a connection. In a namespace for all each has its own. */
export const loginNameIn = (
  { namespace }: Pick<PlacedSettings, 'namespace'>,
  service: ServiceIdentity,
  registryId: string,
): string =>
  namespace === null ? pullSecretName(registryId) : `${pullSecretName(registryId)}-${shortOf(service)}`
