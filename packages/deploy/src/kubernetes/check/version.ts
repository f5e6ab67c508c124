import { type Finding, finding } from '@fairlead/core'
import type { KubernetesContext } from '../settings.ts'

/** The oldest minor of version 1 that has every API asked for as this target asks for it. */
const OLDEST_MINOR = 29

/** `v1.37.2` */
export async function readVersion({ api }: KubernetesContext, signal: AbortSignal): Promise<string> {
  const { gitVersion } = await api.ask<{ gitVersion?: string }>(
    { method: 'GET', path: '/version', asked: 'tell its version' },
    signal,
  )
  return gitVersion ?? 'of an unknown version'
}

/** A warning for a version that is older than what Fairlead is made for. */
export async function checkVersion(
  context: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const version = await readVersion(context, signal)
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined || Number(major) > 1 || Number(minor) >= OLDEST_MINOR) return []
  return [
    finding('deploy.not_supported', {
      summary: `Kubernetes ${version} is older than what Fairlead supports.`,
      evidence: [{ asked: 'GET /version', answered: version }],
      remedy: {
        action: `Upgrade the cluster to Kubernetes 1.${OLDEST_MINOR} or newer.`,
        link: 'https://kubernetes.io/releases/',
      },
    }),
  ]
}
