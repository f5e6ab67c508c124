import { WEBHOOK_EVENTS } from '@fairlead/core'
import { z } from 'zod'
import { fault } from '../fault.ts'
import { description, id, time } from '../fields.ts'

const kind = z
  .enum(['STANDARD', 'SLACK'])
  .describe('`STANDARD` sends JSON, signed if a secret is set; `SLACK` a message that Slack shows.')
const event = z.enum(WEBHOOK_EVENTS)
const environmentType = z.enum(['DEVELOPMENT', 'PREVIEW', 'PRODUCTION', 'STAGING'])

const isTarget = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}

const target = z
  .string()
  .max(2048)
  .refine(
    isTarget,
    fault(
      'is not an address to send to',
      'Write an http:// or https:// address without a user name and password.',
    ),
  )

export const webhookRequest = z.object({
  kind,
  target_url: target.describe('Where messages are sent. Redirects are not followed.'),
  target_secret: z
    .string()
    .max(4096)
    .nullish()
    .describe(
      'Key of the signature of each message. Never returned. On an edit: left out or null it stays, empty it is removed.',
    ),
  description: description.nullish(),
  enabled: z.boolean().nullish().describe('Absent: true.'),
  events: z.array(event).min(1).max(50),
  project_names_filter: z
    .array(z.string().max(255))
    .max(100)
    .nullish()
    .describe(
      'Deployments of these projects only; `*` stands for any text, case does not matter. Empty: all projects.',
    ),
  environment_types_filter: z
    .array(environmentType)
    .max(10)
    .nullish()
    .describe('Deployments to environments of these modes only. Empty: all modes.'),
})

export const webhook = z.object({
  id,
  created_at: time,
  updated_at: time,
  kind,
  target_url: z.string(),
  target_secret_set: z.boolean(),
  description: z.string(),
  enabled: z.boolean(),
  events: z.array(event),
  project_names_filter: z.array(z.string()),
  environment_types_filter: z.array(environmentType),
})

/** The contract's view of a message that was sent. */
export const webhookEvent = z.object({
  id,
  created_at: time,
  kind,
  matched_event: event,
  target_url_used: z.string(),
  request: z.record(z.string(), z.unknown()),
  target_response_status_code: z.int().describe('0 when no answer came.'),
  target_response_body: z.null().describe('Answers are not kept.'),
})

export const webhookDelivery = z.object({
  id: id.describe('The message’s `X-Fairlead-Delivery`.'),
  event,
  event_id: z.int().describe('Position of its event in the log of the organization.'),
  state: z.enum(['waiting', 'delivered', 'given-up']),
  attempts: z.int(),
  due_at: time.describe('When it is sent next, or was last.'),
  last_answer: z.string().nullable().describe('Status of the latest answer, or why none came.'),
  created_at: time,
  payload: z.record(z.string(), z.unknown()),
})

export const webhookTest = z.object({
  delivered: z.boolean(),
  answer: z.string().describe('Status of the answer, or why none came.'),
})
