import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { readWebhookEvent, WEBHOOK_EVENTS } from '../names/find-webhook.ts'
import { argument, choice, duration, flag, text, texts } from '../options.ts'
import { readToken } from '../secrets/read-token.ts'

const SECRET_VARIABLE = 'FAIRLEAD_WEBHOOK_SECRET'
const MODES = ['production', 'staging', 'development', 'preview'] as const

const toMode = (mode: string) => mode.toUpperCase() as Uppercase<(typeof MODES)[number]>

export const addWebhook = defineCommand({
  name: 'webhook add',
  summary: 'Have an address told of deployments and of the health of registries',
  details: [
    `Messages are signed with the secret in ${SECRET_VARIABLE}, or from standard input with --secret-stdin; without one they are not signed. What is in a message and how to check its signature: docs/webhooks.md.`,
    `Events: ${WEBHOOK_EVENTS.map((each) => each.toLowerCase().replaceAll('_', '-')).join(', ')}.`,
  ],
  arguments: { url: argument('Address to send to') },
  options: {
    kind: choice('KIND', ['standard', 'slack'], 'standard', 'JSON, or a message that Slack shows'),
    event: texts('EVENT', 'Event to be told of; all of them if left out'),
    project: texts('NAME', 'Deployments of this project only; * stands for any text'),
    mode: texts('MODE', `Deployments to environments of this mode only: ${MODES.join(', ')}`),
    description: text('TEXT', 'What it is for; other commands find it by that'),
    secretStdin: flag(`Read the secret from standard input, even if ${SECRET_VARIABLE} is set`),
    off: flag('Save it switched off'),
    ...organizationOption,
    timeout: duration('Time limit', 30_000),
  },
  examples: [
    'fairlead webhook add https://hooks.example.com/fairlead --event registry-health-changed --description alerts',
    'fairlead webhook add https://hooks.slack.com/services/… --kind slack --project "shop*" --mode production',
  ],
  json: '{"webhook": Webhook}',
  async run({ args, options }, context) {
    const { io, signal, style } = context
    const events = options.event.map(readWebhookEvent)
    const secret = await readToken(io, { stdin: options.secretStdin, variables: [SECRET_VARIABLE] }, signal)
    const { api, organization } = await openSession(context, options)
    const webhook = await api.webhooks.create(
      organization.id,
      {
        kind: options.kind === 'slack' ? 'SLACK' : 'STANDARD',
        target_url: args.url,
        target_secret: secret?.token,
        description: options.description,
        enabled: !options.off,
        events: events.length > 0 ? events : [...WEBHOOK_EVENTS],
        project_names_filter: [...options.project],
        environment_types_filter: options.mode.map(toMode),
      },
      { signal },
    )
    context.result({ webhook }, () => {
      const signed = webhook.target_secret_set ? 'signed' : 'not signed'
      return `${style.green('✓')} ${style.bold(new URL(webhook.target_url).host)} is told of ${webhook.events.length} events, ${signed}.\nTry it: fairlead webhook test ${webhook.id}\n`
    })
    return EXIT.ok
  },
})
