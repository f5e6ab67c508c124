import type { Webhook, WebhookRequest } from '@fairlead/api/client'
import { usageFailure } from '../failure.ts'
import type { Session } from '../login/session.ts'
import { pick } from './pick.ts'

export type WebhookEvent = WebhookRequest['events'][number]

export const WEBHOOK_EVENTS = [
  'DEPLOYMENT_STARTED',
  'DEPLOYMENT_CANCELLED',
  'DEPLOYMENT_FAILURE',
  'DEPLOYMENT_SUCCESSFUL',
  'REGISTRY_HEALTH_CHANGED',
  'REGISTRY_CREDENTIAL_EXPIRING',
  'REGISTRY_ROTATED',
  'REGISTRY_ROTATION_UNDONE',
] as const satisfies readonly WebhookEvent[]

/** `deployment-failure` as `DEPLOYMENT_FAILURE`. Throws a usage failure that lists them all. */
export function readWebhookEvent(given: string): WebhookEvent {
  const wanted = given.toUpperCase().replaceAll('-', '_')
  const event = WEBHOOK_EVENTS.find((each) => each === wanted)
  if (event) return event
  const names = WEBHOOK_EVENTS.map((each) => each.toLowerCase().replaceAll('_', '-'))
  throw usageFailure(`There is no event "${given}".`, `Choose from: ${names.join(', ')}.`)
}

/** What a webhook is called: by its description, else by its address. */
export const webhookName = ({ description, target_url }: Webhook): string => description || target_url

/** The webhook that is meant, by its description, its address or its id; the only one when nothing is given. */
export async function findWebhook(session: Session, given: string | undefined): Promise<Webhook> {
  const { api, organization, signal } = session
  const webhooks = await api.webhooks.list(organization.id, { signal })
  const byAddress = webhooks.filter(({ target_url }) => target_url === given)
  const [only] = byAddress
  if (only && byAddress.length === 1) return only
  const { webhook } = pick({
    what: 'webhook',
    plural: 'webhooks',
    given,
    candidates: webhooks.map((webhook) => ({ id: webhook.id, name: webhookName(webhook), webhook })),
    how: 'its description, address or id',
    create: 'Add one: fairlead webhook add URL',
  })
  return webhook
}
