import type { Webhook } from '@fairlead/api/client'
import { useForm } from '@mantine/form'
import { valuesOf, type WebhookValues } from './webhook-values.ts'

/** The form of a webhook, with what can be said before the server is asked. */
export const useWebhookForm = (
  webhook: Webhook | undefined,
  onValuesChange: (values: WebhookValues) => void,
) =>
  useForm({
    mode: 'uncontrolled',
    initialValues: valuesOf(webhook),
    onValuesChange,
    validate: {
      target_url: (url: string) =>
        url.trim() === '' ? 'Write the address to send to, such as https://ci.example.com/hook.' : null,
      events: (events: WebhookValues['events']) =>
        events.length === 0 ? 'Choose at least one event.' : null,
    },
  })

export type WebhookFields = ReturnType<typeof useWebhookForm>
