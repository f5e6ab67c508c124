import { Button, Checkbox, CopyButton, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { WebhookFields } from './use-webhook-form.ts'
import { newSecret } from './webhook-values.ts'

interface SecretFieldProps {
  readonly form: WebhookFields
  /** Whether one is stored, which is never shown. */
  readonly isSet: boolean
}

/** The key of the signature: typed or made once here, copied to the receiver, and kept if it is left empty. */
export function SecretField({ form, isSet }: SecretFieldProps) {
  const [made, setMade] = useState('')
  const [removed, setRemoved] = useState(false)
  const make = () => {
    const secret = newSecret()
    form.setFieldValue('target_secret', secret)
    setMade(secret)
  }
  return (
    <Stack gap="xs">
      <Group align="flex-end">
        <PasswordInput
          label="Secret"
          description={
            isSet
              ? 'A secret is set and stays if this is left empty. A new one replaces it at once.'
              : 'Key of the signature (HMAC-SHA-256) by which the receiver knows that a message is genuine.'
          }
          placeholder={isSet ? 'Unchanged' : 'None'}
          autoComplete="new-password"
          data-1p-ignore
          disabled={removed}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the secret' }}
          flex="1 1 260px"
          key={form.key('target_secret')}
          {...form.getInputProps('target_secret')}
        />
        <Button variant="default" onClick={make} disabled={removed}>
          Generate
        </Button>
        {made !== '' && !removed && (
          <CopyButton value={made}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy the secret'}</Button>}
          </CopyButton>
        )}
      </Group>
      {made !== '' && (
        <Text size="sm" role="status">
          Copy the secret to the receiver now: it is not shown again once this is saved.
        </Text>
      )}
      {isSet && (
        <Checkbox
          label="Remove the secret: messages are not signed any more"
          key={form.key('unsigned')}
          {...form.getInputProps('unsigned', { type: 'checkbox' })}
          onChange={(event) => {
            form.getInputProps('unsigned').onChange(event)
            setRemoved(event.currentTarget.checked)
          }}
        />
      )}
    </Stack>
  )
}
