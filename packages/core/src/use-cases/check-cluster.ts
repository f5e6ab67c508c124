import type { Principal } from '../domain/identity.ts'
import { isAppError } from '../errors.ts'
import { type Finding, finding } from '../finding.ts'
import type { TargetFacts } from '../ports/deploy-target.ts'
import type { Platform } from '../values/platform.ts'
import { theCluster } from './access.ts'
import { openCluster } from './cluster-target.ts'
import type { AppPorts } from './ports.ts'
import { targetFindings } from './target-findings.ts'

/** What a cluster tells of itself now. */
export interface ClusterCheck {
  /** What is wrong with it; empty when it is ready to deploy to. */
  readonly findings: readonly Finding[]
  /** Null where it has none to tell, or could not be asked. */
  readonly facts: TargetFacts | null
  /** Of its nodes; empty where any will do, or none is known. */
  readonly platforms: readonly Platform[]
}

/** Asks the target now. One that cannot be opened or reached is told by its findings. */
export const checkCluster =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string, id: string, signal: AbortSignal): Promise<ClusterCheck> => {
    const cluster = await theCluster(ports.store, who, organizationId, id)
    try {
      const target = openCluster(ports, cluster)
      const [findings, facts, platforms] = await Promise.all([
        target.check(signal).catch(targetFindings),
        known(target.facts?.(signal), null),
        known(target.platforms(signal), []),
      ])
      return { findings, facts, platforms }
    } catch (error) {
      return { findings: unopened(error), facts: null, platforms: [] }
    }
  }

/** A kubeconfig that could be used once may be refused by the server's settings of today. */
const unopened = (error: unknown): readonly Finding[] =>
  isAppError(error, 'request.invalid')
    ? error.issues.map(({ field, problem, remedy }) =>
        finding('deploy.target_failed', { summary: `${field} ${problem}.`, remedy: { action: remedy } }),
      )
    : targetFindings(error)

/** What the target answers, or `otherwise` where it cannot: the check says why. */
async function known<T>(asking: Promise<T> | undefined, otherwise: T): Promise<T> {
  try {
    return asking === undefined ? otherwise : await asking
  } catch (error) {
    if (isAppError(error, 'target.unreachable') || isAppError(error, 'target.failed')) return otherwise
    throw error
  }
}
