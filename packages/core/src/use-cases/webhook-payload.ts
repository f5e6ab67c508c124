import type { EnvironmentMode } from '../domain/organization.ts'
import type { AppEvent } from '../events.ts'
import type { Repositories } from '../ports/store.ts'

/** What a message says of an event, by the names of the wire (docs/webhooks.md), and where the event happened. */
export interface WebhookFacts {
  readonly data: Readonly<Record<string, unknown>>
  /** Of a deployment; undefined for what concerns the whole organization. */
  readonly place?: { readonly projectName: string; readonly mode: EnvironmentMode } | undefined
}

/** Reads what a message needs beside the event itself. Never holds a secret, a setting or a variable. */
export async function webhookFacts(tx: Repositories, event: AppEvent): Promise<WebhookFacts> {
  if (event.type === 'deployment.state') return deploymentFacts(tx, event.data.deploymentId)
  if (event.type.startsWith('registry.') && 'registryId' in event.data) return registryFacts(tx, event)
  return { data: {} }
}

async function deploymentFacts(tx: Repositories, deploymentId: string): Promise<WebhookFacts> {
  const deployment = await tx.deployments.get(deploymentId)
  if (!deployment) return { data: { deployment_id: deploymentId } }
  const [container, environment] = await Promise.all([
    tx.containers.get(deployment.containerId),
    tx.environments.get(deployment.environmentId),
  ])
  const project = environment && (await tx.projects.get(environment.projectId))
  const { image } = deployment
  const data = {
    deployment: {
      id: deployment.id,
      action: deployment.action,
      origin: deployment.origin,
      state: deployment.state,
      requested_by: deployment.requestedBy,
      created_at: deployment.createdAt,
      finished_at: deployment.finishedAt,
    },
    container: { id: deployment.containerId, name: container?.name ?? null },
    environment: environment && { id: environment.id, name: environment.name, mode: environment.mode },
    project: project && { id: project.id, name: project.name },
    image: image && {
      registry: image.registry,
      repository: image.repository,
      tag: image.tag,
      digest: image.digest,
    },
    findings: deployment.findings.map(({ code, severity, summary }) => ({ code, severity, summary })),
  }
  const place = environment && project && { projectName: project.name, mode: environment.mode }
  return { data, place }
}

async function registryFacts(tx: Repositories, event: AppEvent): Promise<WebhookFacts> {
  const { registryId } = event.data as { registryId: string }
  const registry = await tx.registries.get(registryId)
  const shown = {
    registry: { id: registryId, name: registry?.name ?? null, kind: registry?.kind, url: registry?.url },
  }
  switch (event.type) {
    case 'registry.health_changed':
      return {
        data: {
          ...shown,
          from: event.data.from,
          to: event.data.to,
          findings: (registry?.verification?.findings ?? []).map(({ code, severity, summary, remedy }) => ({
            code,
            severity,
            summary,
            remedy: remedy?.action ?? null,
          })),
        },
      }
    case 'registry.expiring':
      return { data: { ...shown, expires_at: event.data.expiresAt, days_left: event.data.daysLeft } }
    case 'registry.rotated':
      return { data: { ...shown, previous_until: event.data.previousUntil } }
    case 'registry.rotation_undone':
      return { data: { ...shown, reason: event.data.reason } }
    default:
      return { data: shown }
  }
}
