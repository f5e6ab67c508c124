import type { Webhook } from '@fairlead/api/client'

export type WebhookEvent = Webhook['events'][number]

interface EventWords {
  readonly event: WebhookEvent
  readonly label: string
  readonly when: string
}

/** What a webhook can be told, with when that is. */
export const WEBHOOK_EVENTS = [
  {
    event: 'DEPLOYMENT_STARTED',
    label: 'Deployment started',
    when: 'A deployment, restart, stop or deletion begins.',
  },
  { event: 'DEPLOYMENT_SUCCESSFUL', label: 'Deployment successful', when: 'It ended well.' },
  {
    event: 'DEPLOYMENT_FAILURE',
    label: 'Deployment failed',
    when: 'It failed; the message holds the findings.',
  },
  { event: 'DEPLOYMENT_CANCELLED', label: 'Deployment canceled', when: 'Somebody stopped it.' },
  {
    event: 'REGISTRY_HEALTH_CHANGED',
    label: 'Registry health changed',
    when: 'A verification finds a connection verified, warning or failing that was not so before.',
  },
  {
    event: 'REGISTRY_CREDENTIAL_EXPIRING',
    label: 'Credential expiring',
    when: '30, 14, 7 and 1 days before a credential ends, each once.',
  },
  { event: 'REGISTRY_ROTATED', label: 'Credential rotated', when: 'A connection has a new credential.' },
  {
    event: 'REGISTRY_ROTATION_UNDONE',
    label: 'Rotation undone',
    when: 'A connection uses the credential from before its rotation again.',
  },
] as const satisfies readonly EventWords[]

const LABELS = new Map<string, string>(WEBHOOK_EVENTS.map(({ event, label }) => [event, label]))

/** What people call an event. */
export const eventLabel = (event: string): string => LABELS.get(event) ?? event

/** What a webhook is called: its description, else the host that it sends to. The rest of an address may be a secret. */
export const webhookName = ({ description, target_url }: Webhook): string =>
  description || (URL.parse(target_url)?.host ?? target_url)

export const KINDS = {
  STANDARD: { label: 'JSON', about: 'A POST of JSON for each event, signed if a secret is set.' },
  SLACK: { label: 'Slack', about: 'A message for an incoming webhook of Slack. It is not signed.' },
} as const satisfies Record<Webhook['kind'], object>
