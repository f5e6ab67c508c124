import { AppError, type DeployTarget, invalidRequest, type Secret } from '@fairlead/core'
import { checkCluster } from './check/check.ts'
import { clusterFacts } from './check/facts.ts'
import { nodePlatforms } from './check/nodes.ts'
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
  const notYet = () => {
    throw new AppError('operation.unsupported', 'This server does not deploy to Kubernetes yet.')
  }
  return {
    kind: 'kubernetes',
    platforms: (signal) => nodePlatforms(context, signal),
    check: (signal) => checkCluster(context, signal),
    facts: (signal) => clusterFacts(context, signal),
    apply: notYet,
    restart: notYet,
    stop: notYet,
    remove: notYet,
    status: notYet,
  }
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
  const login = access === 'in-cluster' ? ({ kind: 'in-cluster' } as const) : access.login
  return { api: createKubeApi(access, all.callMs), login, settings, timings: all, clock }
}
