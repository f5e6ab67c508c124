import { createHash } from 'node:crypto'
import type { DeployTarget, OpenTarget, Secret, TargetSettings } from '@fairlead/core'
import { createDockerTarget } from '@fairlead/deploy/docker'
import { createGitopsTarget } from '@fairlead/deploy/gitops'
import { createKubernetesTarget } from '@fairlead/deploy/kubernetes'
import { type UsedTarget, whileUsed } from './used-target.ts'

const IDLE_MS = 30 * 60_000

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

export interface Targets {
  readonly open: OpenTarget
  /** Closes all of them. */
  close(): Promise<void>
}

/**
 * Opens each target once: a target keeps its connections, and queues what must not run side by side. One that nobody has
 * asked for a while is closed and forgotten, such as that of a kubeconfig that was replaced.
 */
export function createTargets(options: TargetOptions, idleMs = IDLE_MS): Targets {
  const opened = new Map<string, UsedTarget>()
  return {
    open(settings, secret) {
      const key = keyOf(settings, secret)
      const known = opened.get(key)
      if (known) return known.target
      const used = whileUsed(create(settings, secret, options), idleMs, () => opened.delete(key))
      opened.set(key, used)
      return used.target
    },
    async close() {
      const all = [...opened.values()]
      opened.clear()
      await Promise.all(all.map((used) => used.close()))
    },
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
