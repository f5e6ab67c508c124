import {
  type DeploymentAnswer,
  type DeploymentHistoryEntry,
  type DeploymentHistoryV2Entry,
  snakeKeys,
} from '@fairlead/api'
import { type ContainerService, type Deployment, formatPlatform, serviceState } from '@fairlead/core'
import { toStatusDetails } from './statuses.ts'

export function toDeployment({ spec, image, ...rest }: Deployment): DeploymentAnswer {
  const { variables, secrets, ...shown } = spec
  return {
    ...snakeKeys(rest),
    spec: {
      ...snakeKeys(shown),
      variable_names: variables.map(({ name }) => name),
      secret_names: secrets.map(({ name }) => name),
    },
    image: image && { ...snakeKeys(image), platforms: image.platforms.map(formatPlatform) },
  }
}

const changedAt = ({ finishedAt, startedAt, createdAt }: Deployment): string =>
  finishedAt ?? startedAt ?? createdAt

const imageOf = ({ spec, image }: Deployment) => ({
  image_name: spec.imageName,
  tag: image?.tag ?? spec.tag,
  arguments: [...spec.arguments],
  ...(spec.entrypoint === null ? {} : { entrypoint: spec.entrypoint }),
})

export const toHistory =
  (container: ContainerService) =>
  (deployment: Deployment): DeploymentHistoryEntry => ({
    id: deployment.id,
    created_at: deployment.createdAt,
    updated_at: changedAt(deployment),
    name: container.name,
    status: serviceState(deployment),
    ...imageOf(deployment),
  })

/** ISO 8601 duration. */
function durationOf({ startedAt, finishedAt }: Deployment): { total_duration?: string } {
  if (!startedAt || !finishedAt) return {}
  return { total_duration: `PT${Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) / 1000}S` }
}

export const toHistoryV2 =
  (container: ContainerService) =>
  (deployment: Deployment): DeploymentHistoryV2Entry => ({
    identifier: {
      name: container.name,
      service_id: container.id,
      service_type: 'CONTAINER',
      execution_id: deployment.id,
    },
    status: serviceState(deployment),
    auditing_data: {
      created_at: deployment.createdAt,
      updated_at: changedAt(deployment),
      triggered_by: deployment.requestedBy,
      origin: 'API',
    },
    details: imageOf(deployment),
    status_details: toStatusDetails(deployment),
    icon_uri: container.iconUri,
    ...durationOf(deployment),
  })
