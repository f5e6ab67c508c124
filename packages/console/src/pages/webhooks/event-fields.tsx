import { Checkbox, MultiSelect, SimpleGrid, TagsInput } from '@mantine/core'
import { MODE_OPTIONS } from '../../data/places.ts'
import { WEBHOOK_EVENTS } from './events.ts'
import type { WebhookFields } from './use-webhook-form.ts'

/** What the webhook is told, and of which deployments. */
export function EventFields({ form }: { readonly form: WebhookFields }) {
  return (
    <>
      <Checkbox.Group
        label="Events"
        description="What it is told."
        key={form.key('events')}
        {...form.getInputProps('events')}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt={6}>
          {WEBHOOK_EVENTS.map(({ event, label, when }) => (
            <Checkbox key={event} value={event} label={label} description={when} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TagsInput
          label="Only deployments of these projects"
          description="None: all of them. * stands for any text. Enter ends each."
          placeholder="shop-*"
          key={form.key('project_names_filter')}
          {...form.getInputProps('project_names_filter')}
        />
        <MultiSelect
          label="Only deployments to these modes"
          description="None: environments of every mode."
          data={MODE_OPTIONS}
          key={form.key('environment_types_filter')}
          {...form.getInputProps('environment_types_filter')}
        />
      </SimpleGrid>
    </>
  )
}
