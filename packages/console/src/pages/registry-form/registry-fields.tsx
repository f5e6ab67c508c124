import type { AvailableRegistry } from '@fairlead/api/client'
import { Paper, Stack, Textarea, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { AddressField } from './address-field.tsx'
import { AdvancedSection } from './advanced-section.tsx'
import { LoginSection } from './login-section.tsx'
import type { RegistryFormState } from './use-registry-form.ts'
import type { Preset } from './values.ts'

interface RegistryFieldsProps {
  readonly state: RegistryFormState
  readonly kind: AvailableRegistry
  readonly preset?: Preset | undefined
  readonly login: string
  readonly onLogin: (login: string) => void
  readonly kept?: readonly string[]
  readonly keepsProxyPassword?: boolean
  readonly isEdit?: boolean
  /** What stands before the name. */
  readonly type: ReactNode
  /** What is to be known before a secret is typed. */
  readonly notice?: ReactNode
}

/** The fields of a connection, by what the provider of its kind declares. */
export function RegistryFields({
  state,
  kind,
  preset,
  login,
  onLogin,
  kept = [],
  keepsProxyPassword = false,
  isEdit = false,
  type,
  notice,
}: RegistryFieldsProps) {
  const { form, typed, advanced, onAdvanced } = state
  return (
    <>
      <Paper withBorder p="lg">
        <Stack gap="md">
          {type}
          <TextInput
            label="Name"
            description="As your organization calls it."
            placeholder="ghcr-acme"
            required
            maxLength={255}
            autoComplete="off"
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <AddressField form={form} kind={kind} url={typed.url} hint={preset?.url_hint} />
          <Textarea
            label="Description"
            rows={2}
            maxLength={4000}
            key={form.key('description')}
            {...form.getInputProps('description')}
          />
        </Stack>
      </Paper>
      <Paper withBorder p="lg" component="section" aria-label="Credential">
        <Stack gap="md">
          <Title order={2} size="h4">
            Credential
          </Title>
          {notice}
          <LoginSection form={form} kind={kind} login={login} onLogin={onLogin} kept={kept} />
        </Stack>
      </Paper>
      <AdvancedSection
        form={form}
        opened={advanced}
        onOpened={onAdvanced}
        skipsTls={typed.tls.skip_verify}
        keepsProxyPassword={keepsProxyPassword}
        isEdit={isEdit}
      />
    </>
  )
}
