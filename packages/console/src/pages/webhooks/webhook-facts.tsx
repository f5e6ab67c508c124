import type { Webhook } from '@fairlead/api/client'
import { modeWords } from '../../data/places.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { eventLabel, KINDS } from './events.ts'

const orAll = (values: readonly string[]): string => (values.length === 0 ? 'All' : values.join(', '))

/** The settings of a webhook; of its secret only whether there is one. */
export function WebhookFacts({ webhook }: { readonly webhook: Webhook }) {
  return (
    <Section title="Settings">
      <Facts>
        <Fact name="Address">
          <Copyable value={webhook.target_url} what="address" />
        </Fact>
        <Fact name="State">{webhook.enabled ? 'Switched on' : 'Switched off: nothing is sent'}</Fact>
        <Fact name="Message">{KINDS[webhook.kind].label}</Fact>
        <Fact name="Signature">
          {webhook.kind === 'SLACK'
            ? 'None: Slack takes none'
            : webhook.target_secret_set
              ? 'Signed with its secret'
              : 'None: no secret is set'}
        </Fact>
        <Fact name="Events">{webhook.events.map(eventLabel).join(', ')}</Fact>
        <Fact name="Projects">{orAll(webhook.project_names_filter)}</Fact>
        <Fact name="Modes">{orAll(webhook.environment_types_filter.map(modeWords))}</Fact>
        <Fact name="Created">
          <Time at={webhook.created_at} />
        </Fact>
        <Fact name="Changed">
          <Time at={webhook.updated_at} />
        </Fact>
      </Facts>
    </Section>
  )
}
