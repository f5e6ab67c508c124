import type { Webhook } from '@fairlead/api/client'
import { Button, Group, Radio, Stack, Switch, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useOrg } from '../../data/use-org.ts'
import { webhooksQuery } from '../../data/webhooks.ts'
import { Failure } from '../../ui/failure.tsx'
import { faultsOf } from '../../ui/field-issues.ts'
import { told } from '../../ui/told.tsx'
import { EventFields } from './event-fields.tsx'
import { KINDS, webhookName } from './events.ts'
import { SecretField } from './secret-field.tsx'
import { useWebhookForm } from './use-webhook-form.ts'
import { FIELDS, toRequest } from './webhook-values.ts'

interface WebhookFormProps {
  readonly webhook: Webhook | undefined
  readonly onClose: () => void
}

/** Where to, what of, and the key of the signature, which is sent once and never shown again. */
export function WebhookForm({ webhook, onClose }: WebhookFormProps) {
  const org = useOrg()
  const client = useQueryClient()
  const [kind, setKind] = useState(webhook?.kind ?? 'STANDARD')
  const form = useWebhookForm(webhook, (values) => setKind(values.kind))
  const save = useMutation({
    mutationFn: async () => {
      const request = toRequest(form.getValues())
      return webhook ? api.webhooks.edit(org, webhook.id, request) : api.webhooks.create(org, request)
    },
    onSuccess: async (saved) => {
      form.reset()
      await client.invalidateQueries({ queryKey: webhooksQuery(org).queryKey })
      told(`The webhook ${webhookName(saved)} is saved.`)
      onClose()
    },
    onError: (error) => form.setErrors(faultsOf(error, FIELDS).fields),
  })
  const { rest } = faultsOf(save.error, FIELDS)
  return (
    <form onSubmit={form.onSubmit(() => save.mutate())} autoComplete="off" noValidate>
      <Stack>
        <TextInput
          label="Address"
          description="http:// or https://, without a user name and password. Redirects are not followed."
          placeholder="https://ci.example.com/hook"
          data-autofocus
          key={form.key('target_url')}
          {...form.getInputProps('target_url')}
        />
        <TextInput
          label="Description"
          description="What it is for; the list shows it."
          placeholder="The pager of the platform team"
          key={form.key('description')}
          {...form.getInputProps('description')}
        />
        <Radio.Group label="Message" key={form.key('kind')} {...form.getInputProps('kind')}>
          <Stack gap="xs" mt={6}>
            {Object.entries(KINDS).map(([value, { label, about }]) => (
              <Radio key={value} value={value} label={label} description={about} />
            ))}
          </Stack>
        </Radio.Group>
        {kind === 'STANDARD' && <SecretField form={form} isSet={webhook?.target_secret_set ?? false} />}
        <EventFields form={form} />
        <Switch
          label="Switched on"
          description="Switched off, it keeps for a day what happens, and sends nothing."
          key={form.key('enabled')}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        {rest !== undefined && <Failure title="The webhook was not saved" error={rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {webhook ? 'Save' : 'Add webhook'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
