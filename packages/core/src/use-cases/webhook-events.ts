import type { DeploymentState } from '../domain/deployment.ts'
import type { WebhookEvent } from '../domain/webhook.ts'
import type { AppEvent } from '../events.ts'

const DEPLOYMENT_EVENTS: Readonly<Record<DeploymentState, WebhookEvent | undefined>> = {
  queued: undefined,
  running: 'DEPLOYMENT_STARTED',
  succeeded: 'DEPLOYMENT_SUCCESSFUL',
  failed: 'DEPLOYMENT_FAILURE',
  canceled: 'DEPLOYMENT_CANCELLED',
}

/** What webhooks call an event of the log; undefined for one that they are not told of. */
export function webhookEventOf(event: AppEvent): WebhookEvent | undefined {
  switch (event.type) {
    case 'deployment.state':
      return DEPLOYMENT_EVENTS[event.data.state]
    case 'registry.health_changed':
      return 'REGISTRY_HEALTH_CHANGED'
    case 'registry.expiring':
      return 'REGISTRY_CREDENTIAL_EXPIRING'
    case 'registry.rotated':
      return 'REGISTRY_ROTATED'
    case 'registry.rotation_undone':
      return 'REGISTRY_ROTATION_UNDONE'
    default:
      return undefined
  }
}
