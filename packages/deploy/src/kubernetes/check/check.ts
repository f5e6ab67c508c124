import { bySeverity, type Finding, isAppError } from '@fairlead/core'
import { refusalOf } from '../connection/refusal.ts'
import type { KubernetesContext } from '../settings.ts'
import { checkRights } from './check-rights.ts'
import { checkLogin } from './login.ts'
import { checkNamespace } from './namespace.ts'
import { checkNodes } from './nodes.ts'
import { checkRoute } from './route.ts'
import { checkVersion } from './version.ts'

type Check = (context: KubernetesContext, signal: AbortSignal) => Promise<readonly Finding[]>

const CHECKS: readonly Check[] = [
  checkLogin,
  checkVersion,
  checkRights,
  checkNodes,
  checkNamespace,
  checkRoute,
]

/** What keeps a cluster from being deployed to, and what Fairlead cannot tell of it: all checks side by side. */
export async function checkCluster(
  context: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = await Promise.all(CHECKS.map((check) => findingsOf(check, context, signal)))
  // A cluster that cannot be reached, or a login that is refused, is told by each of them.
  const distinct = new Map(found.flat().map((each) => [`${each.code} ${each.summary}`, each]))
  return bySeverity([...distinct.values()])
}

async function findingsOf(
  check: Check,
  context: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    return await check(context, signal)
  } catch (error) {
    if (isAppError(error, 'target.unreachable')) return error.findings
    const refusal = refusalOf(error)
    // The check of the rights names what is missing.
    if (refusal?.status === 403 && check !== checkRights) return []
    if (isAppError(error, 'target.failed')) return error.findings
    throw error
  }
}
