import type { EnvironmentStatus, ServiceStatus } from '@fairlead/api'
import { type ContainerStatus, type Deployment, isActive, type ServiceState } from '@fairlead/core'

type Details = ServiceStatus['status_details']

const ACTIONS = { deploy: 'DEPLOY', restart: 'RESTART', stop: 'STOP', delete: 'DELETE' } as const
const STATES = {
  queued: 'QUEUED',
  running: 'ONGOING',
  succeeded: 'SUCCESS',
  failed: 'ERROR',
  canceled: 'CANCELED',
} as const

export function toStatusDetails(latest: Deployment | undefined): Details {
  if (!latest) return { action: 'UNKNOWN', status: 'NEVER', sub_action: 'NONE' }
  const canceling = latest.cancelRequested && isActive(latest.state)
  return {
    action: ACTIONS[latest.action],
    status: canceling ? 'CANCELING' : STATES[latest.state],
    sub_action: 'NONE',
  }
}

const lastChange = ({ finishedAt, startedAt, createdAt }: Deployment): string =>
  finishedAt ?? startedAt ?? createdAt

export const toStatus = ({
  container,
  state,
  freshness,
  latest,
  deploymentsCount,
}: ContainerStatus): ServiceStatus => ({
  id: container.id,
  state,
  service_deployment_status: freshness,
  ...(latest ? { last_deployment_date: lastChange(latest), execution_id: latest.id } : {}),
  is_part_last_deployment: latest !== undefined,
  status_details: toStatusDetails(latest),
  deployment_request_id: latest?.id ?? null,
  deployment_requests_count: deploymentsCount,
})

/** What is under way says most of an environment, then what failed, then what happened last. */
function environmentState(
  statuses: readonly ContainerStatus[],
  newest: ContainerStatus | undefined,
): ServiceState {
  const active = statuses.find(({ latest }) => latest && isActive(latest.state))
  const failed = statuses.find(({ latest }) => latest?.state === 'failed')
  return (active ?? failed ?? newest)?.state ?? 'READY'
}

function environmentFreshness(statuses: readonly ContainerStatus[]): EnvironmentStatus['deployment_status'] {
  const each = new Set(statuses.map(({ freshness }) => freshness))
  if (each.size === 0 || (each.size === 1 && each.has('NEVER_DEPLOYED'))) return 'NEVER_DEPLOYED'
  return each.size === 1 && each.has('UP_TO_DATE') ? 'UP_TO_DATE' : 'OUT_OF_DATE'
}

const secondsOf = ({ startedAt, finishedAt }: Deployment): number | null =>
  startedAt && finishedAt ? Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) : null

export function toEnvironmentStatus(id: string, statuses: readonly ContainerStatus[]): EnvironmentStatus {
  const [newest] = statuses
    .filter(({ latest }) => latest !== undefined)
    .toSorted((a, b) => (b.latest?.createdAt ?? '').localeCompare(a.latest?.createdAt ?? ''))
  const latest = newest?.latest
  return {
    id,
    state: environmentState(statuses, newest),
    last_deployment_date: latest ? lastChange(latest) : null,
    last_deployment_state: newest?.state ?? 'READY',
    last_deployment_id: latest?.id ?? null,
    total_deployment_duration_in_seconds: latest ? secondsOf(latest) : null,
    origin: 'API',
    triggered_by: latest?.requestedBy ?? null,
    deployment_status: environmentFreshness(statuses),
    deployment_request_id: latest?.id ?? null,
  }
}
