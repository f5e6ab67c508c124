import type { RuntimeStatus, ServiceIdentity } from '@fairlead/core'
import type { KubernetesContext } from './settings.ts'
import { serviceStatus } from './status.ts'
import type { SharedViews } from './watch/shared-views.ts'
import { viewedApi } from './watch/viewed-api.ts'

/**
 * Status of a service from what watches have told. The API server itself is asked while they cannot tell, for a service
 * that this server has just changed, and for who made a difference. Throws as KubeApi does.
 */
export async function viewedStatus(
  context: KubernetesContext,
  views: SharedViews,
  service: ServiceIdentity,
  hasJustChanged: boolean,
  signal: AbortSignal,
): Promise<RuntimeStatus> {
  if (hasJustChanged) return serviceStatus(context, service, signal)
  const api = viewedApi(context.api, views, service)
  const seen = await serviceStatus({ ...context, api }, service, signal)
  return seen.drift !== undefined && seen.drift.length > 0 ? serviceStatus(context, service, signal) : seen
}
