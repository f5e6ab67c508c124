import type { ServiceStatus } from '@fairlead/api/client'

export type ApplicationAction = 'deploy' | 'redeploy' | 'restart' | 'stop' | 'rollback' | 'delete'

const NOTHING_RUNS = 'Nothing of it is deployed now. Deploy it first.'

/** Why an action makes no sense in the state; undefined where it does. */
export function whyNot(action: ApplicationAction, status: ServiceStatus | undefined): string | undefined {
  if (!status) return 'Its state is not known yet.'
  if (status.state === 'DELETE_QUEUED' || status.state === 'DELETING') return 'It is being deleted.'
  const never = status.deployment_requests_count === 0
  switch (action) {
    case 'redeploy':
    case 'rollback':
      return never ? 'It was never deployed.' : undefined
    case 'restart':
    case 'stop':
      return status.service_deployment_status === 'NEVER_DEPLOYED' ? NOTHING_RUNS : undefined
    default:
      return undefined
  }
}
