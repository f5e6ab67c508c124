import { z } from 'zod'
import { listOf, wholeNumber } from '../fields.ts'
import { operation } from '../operation.ts'
import { webhook, webhookDelivery, webhookEvent, webhookRequest, webhookTest } from '../wire/webhook.ts'

const tag = 'Webhooks'
const WEBHOOKS = '/organization/{organizationId}/webhook'
const OURS = '/fairlead/v1/organization/{organizationId}/webhook/{webhookId}'
// An address may hold a secret, as Slack's does: whoever may not write may not read it.
const permission = 'organization:write'

export const listWebhooks = operation({
  id: 'listOrganizationWebHooks',
  method: 'GET',
  path: WEBHOOKS,
  tag,
  summary: 'List the webhooks of an organization',
  permission,
  status: 200,
  answer: listOf(webhook),
  errors: ['organization.not_found'],
})

export const createWebhook = operation({
  id: 'createOrganizationWebhook',
  method: 'POST',
  path: WEBHOOKS,
  tag,
  summary: 'Have an address told of events',
  description: 'Messages, their signature and how they are repeated: docs/webhooks.md.',
  permission,
  body: webhookRequest,
  status: 201,
  answer: webhook,
  errors: ['organization.not_found'],
})

export const getWebhook = operation({
  id: 'getOrganizationWebhook',
  method: 'GET',
  path: `${WEBHOOKS}/{webhookId}`,
  tag,
  summary: 'Get a webhook, without its secret',
  permission,
  status: 200,
  answer: webhook,
  errors: ['webhook.not_found'],
})

export const editWebhook = operation({
  id: 'editOrganizationWebhook',
  method: 'PUT',
  path: `${WEBHOOKS}/{webhookId}`,
  tag,
  summary: 'Edit a webhook; the secret stays if it is left out',
  permission,
  body: webhookRequest,
  status: 200,
  answer: webhook,
  errors: ['webhook.not_found'],
})

export const deleteWebhook = operation({
  id: 'deleteOrganizationWebhook',
  method: 'DELETE',
  path: `${WEBHOOKS}/{webhookId}`,
  tag,
  summary: 'Delete a webhook with its messages, sent or not',
  permission,
  status: 204,
  errors: ['webhook.not_found'],
})

export const listWebhookEvents = operation({
  id: 'listWebhookEvent',
  method: 'GET',
  path: `${WEBHOOKS}/{webhookId}/event`,
  tag,
  summary: 'List the latest messages that were sent to a webhook, newest first',
  permission,
  status: 200,
  answer: listOf(webhookEvent),
  errors: ['webhook.not_found'],
})

export const listWebhookDeliveries = operation({
  id: 'listWebhookDeliveries',
  method: 'GET',
  path: `${OURS}/deliveries`,
  tag,
  summary:
    'List the messages to a webhook: those that wait, that were delivered and that were given up, newest first',
  permission,
  query: z.object({
    page: wholeNumber.optional().describe('From 0.'),
    page_size: wholeNumber.optional().describe('Absent: 20; 100 at most.'),
  }),
  status: 200,
  answer: z.object({ page: z.int(), page_size: z.int(), results: z.array(webhookDelivery) }),
  errors: ['webhook.not_found'],
})

export const redeliver = operation({
  id: 'redeliverWebhookDelivery',
  method: 'POST',
  path: `${OURS}/deliveries/{deliveryId}/redeliver`,
  tag,
  summary: 'Send a message again that was delivered or given up',
  permission,
  status: 202,
  answer: webhookDelivery,
  errors: ['webhook.not_found', 'delivery.not_found'],
})

export const testWebhook = operation({
  id: 'testWebhook',
  method: 'POST',
  path: `${OURS}/test`,
  tag,
  summary: 'Send a test message now and tell what came back',
  description:
    'What the other side answers is data: 200 either way. Works for a webhook that is switched off, too.',
  permission,
  status: 200,
  answer: webhookTest,
  errors: ['webhook.not_found', 'secret.unreadable'],
})
