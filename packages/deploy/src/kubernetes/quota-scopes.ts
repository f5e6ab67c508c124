import type { ContainerSpec } from '@fairlead/core'

/** Which pods a ResourceQuota counts: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes */
export interface QuotaScopes {
  readonly scopes?: readonly string[]
  readonly scopeSelector?: { readonly matchExpressions?: readonly ScopeExpression[] }
}

interface ScopeExpression {
  readonly scopeName: string
  readonly operator: string
}

/** Whether the quota counts a pod of the service: of several scopes, all have to fit. */
export function countsPod(
  { scopes = [], scopeSelector }: QuotaScopes = {},
  spec: Pick<ContainerSpec, 'cpuMilli' | 'memoryMib'>,
): boolean {
  const isBestEffort = spec.cpuMilli === 0 && spec.memoryMib === 0
  const has: Readonly<Record<string, boolean>> = {
    // Pods of a service have no end.
    Terminating: false,
    NotTerminating: true,
    BestEffort: isBestEffort,
    NotBestEffort: !isBestEffort,
    // They name no class of priority, and no affinity to pods of others.
    PriorityClass: false,
    CrossNamespacePodAffinity: false,
  }
  const fits = (scope: string): boolean => has[scope] ?? false
  return (
    scopes.every(fits) &&
    (scopeSelector?.matchExpressions ?? []).every(({ scopeName, operator }) =>
      operator === 'NotIn' || operator === 'DoesNotExist' ? !fits(scopeName) : fits(scopeName),
    )
  )
}
