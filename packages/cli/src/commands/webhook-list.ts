import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { duration } from '../options.ts'
import { markedCell } from '../render/states.ts'
import { renderTable } from '../render/table.ts'

export const listWebhooks = defineCommand({
  name: 'webhook list',
  summary: 'List the webhooks of the organization',
  arguments: {},
  options: { ...organizationOption, timeout: duration('Time limit', 30_000) },
  json: '{"webhooks": [Webhook]}',
  async run({ options }, context) {
    const { signal, style, width } = context
    const { api, organization } = await openSession(context, options)
    const webhooks = await api.webhooks.list(organization.id, { signal })
    context.result({ webhooks }, () => {
      if (webhooks.length === 0) return 'There is no webhook yet. Add one: fairlead webhook add URL\n'
      const rows = webhooks.map((webhook) => [
        webhook.description,
        markedCell(webhook.enabled ? 'good' : 'none', webhook.enabled ? 'on' : 'off', style),
        webhook.kind.toLowerCase(),
        webhook.target_url,
        webhook.target_secret_set ? 'yes' : 'no',
        webhook.events.map((event) => event.toLowerCase().replaceAll('_', '-')).join(', '),
        webhook.id,
      ])
      return renderTable(['description', 'state', 'kind', 'address', 'signed', 'events', 'id'], rows, {
        width,
        style,
      })
    })
    return EXIT.ok
  },
})
