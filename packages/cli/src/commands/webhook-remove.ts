import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findWebhook, webhookName } from '../names/find-webhook.ts'
import { argument, duration } from '../options.ts'

export const removeWebhook = defineCommand({
  name: 'webhook remove',
  summary: 'Delete a webhook with its messages, sent or not',
  arguments: { webhook: argument('Description, address or id of the webhook') },
  options: { ...organizationOption, timeout: duration('Time limit', 30_000) },
  examples: ['fairlead webhook remove alerts'],
  json: '{"id", "removed": true}',
  async run({ args, options }, context) {
    const session = await openSession(context, options)
    const webhook = await findWebhook(session, args.webhook)
    await session.api.webhooks.remove(session.organization.id, webhook.id, { signal: context.signal })
    context.result({ id: webhook.id, removed: true }, () => `Removed the webhook ${webhookName(webhook)}.\n`)
    return EXIT.ok
  },
})
