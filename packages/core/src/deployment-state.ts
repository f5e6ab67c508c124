import type { Deployment, DeploymentAction, DeploymentState } from './domain/deployment.ts'

/** The contract's states of a service (StateEnum) that Fairlead uses. */
export type ServiceState =
  | 'READY'
  | 'CANCELED'
  | 'CANCELING'
  | 'DEPLOYMENT_QUEUED'
  | 'DEPLOYING'
  | 'DEPLOYED'
  | 'DEPLOYMENT_ERROR'
  | 'RESTART_QUEUED'
  | 'RESTARTING'
  | 'RESTARTED'
  | 'RESTART_ERROR'
  | 'STOP_QUEUED'
  | 'STOPPING'
  | 'STOPPED'
  | 'STOP_ERROR'
  | 'DELETE_QUEUED'
  | 'DELETING'
  | 'DELETED'
  | 'DELETE_ERROR'

const SERVICE_STATES: Record<DeploymentAction, Record<DeploymentState, ServiceState>> = {
  deploy: {
    queued: 'DEPLOYMENT_QUEUED',
    running: 'DEPLOYING',
    succeeded: 'DEPLOYED',
    failed: 'DEPLOYMENT_ERROR',
    canceled: 'CANCELED',
  },
  restart: {
    queued: 'RESTART_QUEUED',
    running: 'RESTARTING',
    succeeded: 'RESTARTED',
    failed: 'RESTART_ERROR',
    canceled: 'CANCELED',
  },
  stop: {
    queued: 'STOP_QUEUED',
    running: 'STOPPING',
    succeeded: 'STOPPED',
    failed: 'STOP_ERROR',
    canceled: 'CANCELED',
  },
  delete: {
    queued: 'DELETE_QUEUED',
    running: 'DELETING',
    succeeded: 'DELETED',
    failed: 'DELETE_ERROR',
    canceled: 'CANCELED',
  },
}

/** Which state may follow which. A finished deployment never changes. */
export const NEXT_STATES = {
  queued: ['running', 'failed', 'canceled'],
  running: ['succeeded', 'failed', 'canceled'],
  succeeded: [],
  failed: [],
  canceled: [],
} as const satisfies Record<DeploymentState, readonly DeploymentState[]>

export const mayBecome = (from: DeploymentState, to: DeploymentState): boolean =>
  (NEXT_STATES[from] as readonly DeploymentState[]).includes(to)

export const isActive = (state: DeploymentState): boolean => NEXT_STATES[state].length > 0

/** A service's state by the contract: that of its latest deployment, or READY when there is none. */
export function serviceState(
  latest: Pick<Deployment, 'action' | 'state' | 'cancelRequested'> | undefined,
): ServiceState {
  if (latest === undefined) return 'READY'
  if (latest.cancelRequested && isActive(latest.state)) return 'CANCELING'
  return SERVICE_STATES[latest.action][latest.state]
}
