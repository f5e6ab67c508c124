import type { PullLogin } from '@fairlead/core'
import { KEYS } from '../manifests/keys.ts'
import { namespaceOf, pullSecretName } from '../manifests/names.ts'
import type { KubeObject } from './connection/objects.ts'
import { unlessStatus } from './connection/refusal.ts'
import type { KubernetesContext } from './settings.ts'

interface PullSecret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

const FILE = '.dockerconfigjson'

/**
 * The Secret that the nodes log in to a registry with, one for each environment and connection. Its key is the host with
 * the connection's prefix, of which the kubelet takes the longest that fits: several identities of one host stay apart.
 * https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function pullSecret(login: PullLogin, namespace: string): KubeObject {
  const { service, registryId, registry, repositoryPrefix, credential } = login
  const prefix = repositoryPrefix.replace(/^\/+|\/+$/g, '')
  const username = credential.username
  const password = credential.password.reveal()
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const auths = { [prefix === '' ? registry : `${registry}/${prefix}`]: { username, password, auth } }
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: pullSecretName(registryId),
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'fairlead',
        [KEYS.environment]: service.environmentId,
        [KEYS.organization]: service.organizationId,
        [KEYS.registry]: registryId,
      },
      ...(credential.expiresAt ? { annotations: { [KEYS.expires]: credential.expiresAt } } : {}),
    },
    type: 'kubernetes.io/dockerconfigjson',
    data: { [FILE]: Buffer.from(JSON.stringify({ auths })).toString('base64') },
  } as KubeObject
}

/** Namespace of the service's environment. */
export const loginNamespace = ({ service }: PullLogin, namespace: string | null): string =>
  namespace ?? namespaceOf(service)

/** Makes the Secret what it is to be. `false`: it was so already, or its namespace is not there. */
export async function keepPullLogin(
  { api, settings }: KubernetesContext,
  login: PullLogin,
  signal: AbortSignal,
): Promise<boolean> {
  const wanted: PullSecret = pullSecret(login, loginNamespace(login, settings.namespace))
  const { namespace, name } = wanted.metadata
  const live = await api.get<PullSecret>('Secret', namespace, name, signal)
  if (live && live.data?.[FILE] === wanted.data?.[FILE] && live.metadata.deletionTimestamp === undefined)
    return false
  const applied = await unlessStatus(404, api.apply(wanted, { force: true }, signal))
  return applied !== undefined
}
