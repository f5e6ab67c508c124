import type { DeployTarget, OpenTarget, TargetSettings } from '@fairlead/core'
import { createDockerTarget } from '@fairlead/deploy/docker'
import { createGitopsTarget } from '@fairlead/deploy/gitops'

function create(settings: TargetSettings): DeployTarget {
  switch (settings.kind) {
    case 'docker':
      return createDockerTarget(settings)
    case 'gitops':
      return createGitopsTarget(settings)
  }
}

/** Opens each target once: a target keeps its connections, and queues what must not run side by side. */
export function createTargets(): OpenTarget {
  const opened = new Map<string, DeployTarget>()
  return (settings) => {
    const key = JSON.stringify(settings, Object.keys(settings).sort())
    const target = opened.get(key) ?? create(settings)
    opened.set(key, target)
    return target
  }
}
