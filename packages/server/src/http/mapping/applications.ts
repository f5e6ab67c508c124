import type { Application } from '@fairlead/api'
import type { ApplicationView, ContainerRegistry, Deployment } from '@fairlead/core'
import { toContainer } from './containers.ts'
import { toEnvironment } from './environments.ts'
import { toStatus } from './statuses.ts'

const toRunning = (live: Deployment | undefined): Application['running'] =>
  live?.image
    ? {
        deployment_id: live.id,
        tag: live.image.tag,
        digest: live.image.digest,
        endpoints: [...live.endpoints],
      }
    : null

const toLast = (latest: Deployment | undefined): Application['last_deployment'] =>
  latest
    ? {
        id: latest.id,
        origin: latest.origin,
        state: latest.state,
        requested_by: latest.requestedBy,
        created_at: latest.createdAt,
        finished_at: latest.finishedAt,
      }
    : null

export function toApplication(view: ApplicationView, registry: ContainerRegistry | undefined): Application {
  const { project, status } = view
  return {
    container: toContainer(status.container, registry),
    project: { id: project.id, name: project.name },
    environment: toEnvironment(view),
    status: toStatus(status),
    running: toRunning(status.live),
    last_deployment: toLast(status.latest),
  }
}
