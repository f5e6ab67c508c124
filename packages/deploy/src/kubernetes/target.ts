import { type DeployTarget, invalidRequest, type Secret } from '@fairlead/core'
import { createKubeApi } from './connection/kube-api.ts'
import { readKubeconfig } from './connection/kubeconfig.ts'
import {
  type KubernetesContext,
  type KubernetesOptions,
  type KubernetesSettings,
  TIMINGS,
} from './settings.ts'

/**
 * A target that runs services on a Kubernetes cluster. `secret` is the kubeconfig where the settings ask for one.
 * Throws `request.invalid` for a kubeconfig that cannot be used; opens nothing yet. Further as DeployTarget says.
 */
export function createKubernetesTarget(
  settings: KubernetesSettings,
  secret?: Secret,
  options: KubernetesOptions = {},
): DeployTarget {
  const context = createContext(settings, secret, options)
  throw new Error(`not yet: ${context.settings.kind}`)
}

export function createContext(
  settings: KubernetesSettings,
  secret: Secret | undefined,
  { clock = { now: () => new Date() }, timings, allowExec = false }: KubernetesOptions,
): KubernetesContext {
  const all = { ...TIMINGS, ...timings }
  const access =
    settings.access === 'in-cluster'
      ? 'in-cluster'
      : readKubeconfig(secret?.reveal() ?? '', { context: settings.context, allowExec })
  if (access === 'in-cluster' && secret) {
    throw invalidRequest([
      {
        field: 'target.kubeconfig',
        problem: 'is given beside access "in-cluster"',
        remedy: 'Leave it out, or write the access "kubeconfig".',
      },
    ])
  }
  return { api: createKubeApi(access, all.callMs), settings, timings: all, clock }
}
