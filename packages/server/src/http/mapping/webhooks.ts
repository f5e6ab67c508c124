import type {
  Webhook as Answer,
  BodyOf,
  operations,
  WebhookDeliveryAnswer,
  WebhookEventAnswer,
} from '@fairlead/api'
import {
  type EnvironmentMode,
  Secret,
  type Webhook,
  type WebhookAnswer,
  type WebhookDelivery,
  type WebhookInput,
} from '@fairlead/core'

type Request = BodyOf<typeof operations.createWebhook>

/** An empty secret is none; one that is not sent stays as it is. */
const toSecret = (given: string | null | undefined): WebhookInput['secret'] =>
  given === undefined || given === null ? undefined : given === '' ? null : new Secret(given)

export const toWebhookInput = (body: Request): WebhookInput => ({
  kind: body.kind,
  targetUrl: body.target_url,
  secret: toSecret(body.target_secret),
  description: body.description ?? '',
  events: [...new Set(body.events)],
  enabled: body.enabled ?? true,
  projectNames: body.project_names_filter ?? [],
  environmentTypes: body.environment_types_filter ?? [],
})

/** Names every field that is answered, so that the secret cannot slip in. */
export const toWebhook = (webhook: Webhook): Answer => ({
  id: webhook.id,
  created_at: webhook.createdAt,
  updated_at: webhook.updatedAt,
  kind: webhook.kind,
  target_url: webhook.targetUrl,
  target_secret_set: webhook.sealedSecret !== null,
  description: webhook.description,
  enabled: webhook.enabled,
  events: [...webhook.events],
  project_names_filter: [...webhook.projectNames],
  environment_types_filter: webhook.environmentTypes as EnvironmentMode[],
})

export const toDelivery = (delivery: WebhookDelivery): WebhookDeliveryAnswer => ({
  id: delivery.id,
  event: delivery.event,
  event_id: delivery.eventId,
  state: delivery.state,
  attempts: delivery.attempts,
  due_at: delivery.dueAt,
  last_answer: delivery.lastAnswer,
  created_at: delivery.createdAt,
  payload: { ...delivery.payload },
})

export const toWebhookEvent = (
  { kind, targetUrl }: Webhook,
  { id, createdAt, event, payload, lastAnswer }: WebhookDelivery,
): WebhookEventAnswer => ({
  id,
  created_at: createdAt,
  kind,
  matched_event: event,
  target_url_used: targetUrl,
  request: { ...payload },
  target_response_status_code: /^\d{3}$/.test(lastAnswer ?? '') ? Number(lastAnswer) : 0,
  target_response_body: null,
})

export const toWebhookTest = (answer: WebhookAnswer) =>
  'status' in answer
    ? { delivered: answer.status >= 200 && answer.status < 300, answer: String(answer.status) }
    : { delivered: false, answer: answer.fault }
