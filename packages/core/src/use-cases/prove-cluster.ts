import type { TargetSettings } from '../domain/organization.ts'
import type { Secret } from '../values/secret.ts'
import type { AppPorts } from './ports.ts'
import { refuseErrors } from './refuse-errors.ts'
import { targetFindings } from './target-findings.ts'

/** A cluster as it is to be saved. */
export interface ClusterDraft {
  readonly target: TargetSettings
  /** What the target is opened with. */
  readonly secret?: Secret | undefined
  /** Save without asking the cluster. */
  readonly unverified: boolean
}

/**
 * Opens a Kubernetes cluster and checks it before it is saved; other targets are saved as they are. Throws
 * `request.invalid` for a secret that cannot be used, and `cluster.check_failed` with all findings.
 */
export async function proveCluster(
  { openTarget }: Pick<AppPorts, 'openTarget'>,
  { target: settings, secret, unverified }: ClusterDraft,
  signal: AbortSignal,
  unchanged = 'Nothing was saved',
): Promise<void> {
  if (settings.kind !== 'kubernetes') return
  const target = openTarget(settings, secret)
  if (unverified) return
  refuseErrors('cluster.check_failed', await target.check(signal).catch(targetFindings), unchanged)
}
