import { createHash } from 'node:crypto'
import type { DeployTarget, OpenTarget, Secret, TargetSettings } from '@fairlead/core'
import { createDockerTarget } from '@fairlead/deploy/docker'
import { createGitopsTarget } from '@fairlead/deploy/gitops'
import { createKubernetesTarget } from '@fairlead/deploy/kubernetes'

export interface TargetOptions {
  /** Whether a credential plugin of a kubeconfig may be run on this machine. */
  readonly allowExec: boolean
}

function create(
  settings: TargetSettings,
  secret: Secret | undefined,
  { allowExec }: TargetOptions,
): DeployTarget {
  switch (settings.kind) {
    case 'docker':
      return createDockerTarget(settings)
    case 'gitops':
      return createGitopsTarget(settings)
    case 'kubernetes':
      return createKubernetesTarget(settings, secret, { allowExec })
  }
}

/** Opens each target once: a target keeps its connections, and queues what must not run side by side. */
export function createTargets(options: TargetOptions): OpenTarget {
  const opened = new Map<string, DeployTarget>()
  return (settings, secret) => {
    const key = keyOf(settings, secret)
    const target = opened.get(key) ?? create(settings, secret, options)
    opened.set(key, target)
    return target
  }
}

/** The same for the same settings in any order. A secret is in it as its hash only. */
function keyOf(settings: TargetSettings, secret: Secret | undefined): string {
  const ordered = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, each]) => [name, ordered(each)])
      : value
  const hash = secret ? createHash('sha256').update(secret.reveal()).digest('base64url') : ''
  return `${JSON.stringify(ordered(settings))} ${hash}`
}
