import { type DeployTarget, invalidRequest, type Secret } from '@fairlead/core'
import { createOneAtATime } from '../one-at-a-time.ts'
import { outcome } from '../outcome.ts'
import { deployVersion } from './apply/deploy-version.ts'
import { removeService, restartService, stopService } from './apply/lifecycle.ts'
import { checkCluster } from './check/check.ts'
import { clusterFacts } from './check/facts.ts'
import { loginRefused } from './check/login.ts'
import { nodePlatforms } from './check/nodes.ts'
import { createKubeApi } from './connection/kube-api.ts'
import { readKubeconfig } from './connection/kubeconfig.ts'
import { createJustChanged } from './just-changed.ts'
import { serviceLogs } from './logs.ts'
import { previewVersion } from './preview.ts'
import { keepPullLogin } from './pull-login.ts'
import {
  type KubernetesContext,
  type KubernetesOptions,
  type KubernetesSettings,
  TIMINGS,
} from './settings.ts'
import { viewedStatus } from './viewed-status.ts'
import { createSharedViews } from './watch/shared-views.ts'
import { watchPullLogins } from './watch-pull-logins.ts'

/**
 * A target that runs services on a Kubernetes cluster. `secret` is the kubeconfig where the settings ask for one. A
 * result's reference is `namespace/name` of the Deployment. Throws `request.invalid` for a kubeconfig that cannot
 * be used; opens nothing yet. Further as DeployTarget says.
 */
export function createKubernetesTarget(
  settings: KubernetesSettings,
  secret?: Secret,
  options: KubernetesOptions = {},
): DeployTarget {
  const context = createContext(settings, secret, options)
  const oneAtATime = createOneAtATime()
  const justChanged = createJustChanged()
  const views = createSharedViews(context.api, settings.namespace)
  const change: typeof oneAtATime = (id, signal, work) =>
    justChanged.during(id, () => oneAtATime(id, signal, work))
  const unhurried = new AbortController().signal
  return {
    kind: 'kubernetes',
    platforms: (signal) => nodePlatforms(context, signal),
    check: (signal) => checkCluster(context, signal),
    facts: (signal) => clusterFacts(context, signal),
    preview: (workload, signal) => previewVersion(context, workload, signal),
    // A canceled one has its turn too: what a crash left of it half made has to be undone.
    apply: (workload, progress, signal) =>
      change(workload.service.id, unhurried, () =>
        outcome(() => deployVersion(context, workload, progress, signal)),
      ),
    restart: (workload, progress, signal) =>
      change(workload.service.id, unhurried, () =>
        outcome(() => restartService(context, workload, progress, signal)),
      ),
    stop: (service, progress, signal) =>
      change(service.id, signal, () => stopService(context, service, progress, signal)),
    remove: (service, progress, signal) =>
      change(service.id, signal, () => removeService(context, service, progress, signal)),
    status: (service, signal) => viewedStatus(context, views, service, justChanged.has(service.id), signal),
    logs: (service, request, signal) => serviceLogs(context, service, request, signal),
    keepPullLogin: (login, signal) => keepPullLogin(context, login, signal),
    watchPullLogins: (onChanged, signal) => watchPullLogins(context, onChanged, signal),
    close: async () => {
      views.close()
      await context.api.close()
    },
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
  // Whatever is asked, a login that is not taken any more is told as such, with its end.
  const explainLogin = (answered: string) => loginRefused({ login, clock }, answered)
  const api = createKubeApi(access, { callMs: all.callMs, explainLogin })
  return { api, login, settings, timings: all, clock }
}
