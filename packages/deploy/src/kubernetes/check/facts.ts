import type { TargetFacts } from '@fairlead/core'
import type { KubernetesContext } from '../settings.ts'
import { reviewRights } from './review-rights.ts'
import { readVersion } from './version.ts'

/** What a cluster tells of itself: its version, and each right that Fairlead needs there. */
export async function clusterFacts(context: KubernetesContext, signal: AbortSignal): Promise<TargetFacts> {
  const [version, rights] = await Promise.all([readVersion(context, signal), reviewRights(context, signal)])
  return {
    version: `Kubernetes ${version}`,
    rights: rights.map(({ right, action, allowed, answered }) => ({
      action,
      allowed,
      reason: `to ${right.reason}${allowed || answered === '' ? '' : ` (${answered})`}`,
    })),
  }
}
