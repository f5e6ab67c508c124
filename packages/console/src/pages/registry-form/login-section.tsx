import type { AvailableRegistry } from '@fairlead/api/client'
import { Code, Group, Radio, Stack, Text } from '@mantine/core'
import { ConfigField } from './config-field.tsx'
import type { RegistryFormType } from './form.ts'
import { ANONYMOUS, fieldsOf, needsSecret } from './values.ts'

interface LoginSectionProps {
  readonly form: RegistryFormType
  readonly kind: AvailableRegistry
  readonly login: string
  readonly onLogin: (login: string) => void
  /** Names of the secrets that stay when nothing is typed. */
  readonly kept?: readonly string[]
}

/** How to log in, and what that takes. */
export function LoginSection({ form, kind, login, onLogin, kept = [] }: LoginSectionProps) {
  const choices = [
    ...kind.logins.map(({ id, title, hint }) => ({ id, title, hint })),
    ...(kind.anonymous
      ? [{ id: ANONYMOUS, title: 'No credential', hint: 'For public images only; pulls are limited most.' }]
      : []),
  ]
  const chosen = kind.logins.find(({ id }) => id === login)
  return (
    <Stack gap="md">
      {choices.length > 1 && (
        <Radio.Group label="How to log in" value={login} onChange={onLogin}>
          <Stack gap="xs" mt={6}>
            {choices.map(({ id, title, hint }) => (
              <Radio key={id} value={id} label={title} description={hint} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {fieldsOf(kind, login).map((field) => (
        <ConfigField
          key={`${kind.kind} ${field.name}`}
          form={form}
          field={field}
          kept={kept.includes(field.name)}
          required={!kept.includes(field.name) && (field.required || needsSecret(kind, login, field))}
        />
      ))}
      {chosen && chosen.least_rights.length > 0 && (
        <Group gap={6}>
          <Text size="sm" c="dimmed">
            Least rights that are needed:
          </Text>
          {chosen.least_rights.map((right) => (
            <Code key={right} style={{ overflowWrap: 'anywhere' }}>
              {right}
            </Code>
          ))}
        </Group>
      )}
    </Stack>
  )
}
