import type { Webhook, WebhookRequest } from '@fairlead/api/client'

/** The form of a webhook: the names are the wire's, so that its faults find their fields. */
export interface WebhookValues {
  kind: Webhook['kind']
  target_url: string
  target_secret: string
  /** Takes away the secret that is stored. */
  unsigned: boolean
  description: string
  enabled: boolean
  events: Webhook['events']
  project_names_filter: string[]
  environment_types_filter: Webhook['environment_types_filter']
}

export const FIELDS = [
  'kind',
  'target_url',
  'target_secret',
  'description',
  'events',
  'project_names_filter',
  'environment_types_filter',
]

export const valuesOf = (webhook: Webhook | undefined): WebhookValues => ({
  kind: webhook?.kind ?? 'STANDARD',
  target_url: webhook?.target_url ?? '',
  target_secret: '',
  unsigned: false,
  description: webhook?.description ?? '',
  enabled: webhook?.enabled ?? true,
  events: webhook?.events ?? [
    'DEPLOYMENT_FAILURE',
    'REGISTRY_HEALTH_CHANGED',
    'REGISTRY_CREDENTIAL_EXPIRING',
  ],
  project_names_filter: webhook?.project_names_filter ?? [],
  environment_types_filter: webhook?.environment_types_filter ?? [],
})

/** A secret that is not typed again stays as it is stored; an empty one takes it away. */
export function toRequest({ unsigned, target_secret, ...values }: WebhookValues): WebhookRequest {
  const request = { ...values, target_url: values.target_url.trim(), description: values.description.trim() }
  if (unsigned) return { ...request, target_secret: '' }
  return target_secret === '' ? request : { ...request, target_secret }
}

/** A secret that nobody guesses: 256 bits. */
export const newSecret = (): string =>
  [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
