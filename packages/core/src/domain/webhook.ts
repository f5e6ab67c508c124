import type { SealedSecret } from '../ports/vault.ts'

/** What an organization's webhooks can be told; the first four are the contract's. */
export const WEBHOOK_EVENTS = [
  'DEPLOYMENT_STARTED',
  'DEPLOYMENT_CANCELLED',
  'DEPLOYMENT_FAILURE',
  'DEPLOYMENT_SUCCESSFUL',
  'REGISTRY_HEALTH_CHANGED',
  'REGISTRY_CREDENTIAL_EXPIRING',
  'REGISTRY_ROTATED',
  'REGISTRY_ROTATION_UNDONE',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** `STANDARD` sends Fairlead's own JSON, signed; `SLACK` a message that Slack shows. */
export type WebhookKind = 'STANDARD' | 'SLACK'

/** A place that an organization wants to be told at. */
export interface Webhook {
  readonly id: string
  readonly organizationId: string
  readonly kind: WebhookKind
  readonly targetUrl: string
  readonly description: string
  readonly events: readonly WebhookEvent[]
  readonly enabled: boolean
  /** Key of the signature; null when deliveries are not signed. */
  readonly sealedSecret: SealedSecret | null
  /** Names of projects whose deployments it is told of; empty: all. */
  readonly projectNames: readonly string[]
  /** Modes of environments whose deployments it is told of; empty: all. */
  readonly environmentTypes: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
}

export type DeliveryState = 'waiting' | 'delivered' | 'given-up'

/** One message to one webhook: sent until it is taken, or given up. Its id is the receiver's key against doubles. */
export interface WebhookDelivery {
  readonly id: string
  readonly webhookId: string
  readonly organizationId: string
  /** Id of the event in the organization's log. */
  readonly eventId: number
  readonly event: WebhookEvent
  /** JSON, without secrets. */
  readonly payload: Readonly<Record<string, unknown>>
  readonly state: DeliveryState
  readonly attempts: number
  /** When it is tried next. */
  readonly dueAt: string
  /** What came of the latest attempt: `204`, or the network's error. */
  readonly lastAnswer: string | null
  readonly createdAt: string
}
