import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findWebhook } from '../names/find-webhook.ts'
import { duration, optionalArgument } from '../options.ts'

export const testWebhook = defineCommand({
  name: 'webhook test',
  summary: 'Send a test message to a webhook and tell what came back',
  details: ['The exit code is 1 when the message was not taken.'],
  arguments: {
    webhook: optionalArgument('Description, address or id of the webhook; the only one if left out'),
  },
  options: { ...organizationOption, timeout: duration('Time limit', 30_000) },
  examples: ['fairlead webhook test alerts'],
  json: '{"id", "delivered": boolean, "answer": string}',
  async run({ args, options }, context) {
    const { signal, style } = context
    const session = await openSession(context, options)
    const webhook = await findWebhook(session, args.webhook)
    const { delivered, answer } = await session.api.webhooks.test(session.organization.id, webhook.id, {
      signal,
    })
    context.result({ id: webhook.id, delivered, answer }, () => {
      const { host } = new URL(webhook.target_url)
      return delivered
        ? `${style.green('✓')} ${host} took the message (${answer}).\n`
        : `${style.red('✗')} ${host} did not take the message: ${answer.replace(/\.$/, '')}.\n`
    })
    return delivered ? EXIT.ok : EXIT.failed
  },
})
