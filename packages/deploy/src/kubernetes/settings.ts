import type { Clock, KubernetesSettings } from '@fairlead/core'
import type { KubeApi } from './connection/kube-api.ts'
import type { ClusterLogin } from './connection/kubeconfig.ts'

export type { KubernetesSettings }

export interface KubernetesTimings {
  /** One question to the API server. */
  readonly callMs: number
  /** From the last objects applied until the new pods must serve. */
  readonly rolloutMs: number
  /** How long a pod may wait for a node, a quota or an admission before the deployment is given up. */
  readonly placementMs: number
  /** How long the deployment that was before is waited for, when it is brought back. */
  readonly undoMs: number
}

export interface KubernetesOptions {
  readonly clock?: Clock
  readonly timings?: Partial<KubernetesTimings>
  /** Whether a credential plugin of a kubeconfig may be run on this machine. */
  readonly allowExec?: boolean
}

export const TIMINGS: KubernetesTimings = {
  callMs: 30_000,
  // As Kubernetes itself gives a Deployment by default (progressDeadlineSeconds).
  rolloutMs: 600_000,
  placementMs: 120_000,
  undoMs: 120_000,
}

/** A cluster's settings, and what was found of the environment that is worked for. */
export type PlacedSettings = KubernetesSettings & EnvironmentPlace

export interface EnvironmentPlace {
  /** Namespace that the environment has, where it was made under another name of it. */
  readonly environmentNamespace?: string
}

/** What every part of the target works with. */
export interface KubernetesContext {
  readonly api: KubeApi
  /** Whom `api` logs in as. */
  readonly login: ClusterLogin | { readonly kind: 'in-cluster' }
  readonly settings: PlacedSettings
  readonly timings: KubernetesTimings
  readonly clock: Clock
}
