import {
  Accordion,
  Alert,
  Checkbox,
  PasswordInput,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { AlertFillIcon } from '@primer/octicons-react'
import { ExpiryField } from './expiry-field.tsx'
import type { RegistryFormType } from './form.ts'

interface AdvancedSectionProps {
  readonly form: RegistryFormType
  readonly opened: boolean
  readonly onOpened: (opened: boolean) => void
  readonly skipsTls: boolean
  /** The proxy's password stays when none is typed. */
  readonly keepsProxyPassword?: boolean
  readonly isEdit?: boolean
}

/** What most connections do without: what to test with, what the connection is for, the way to the registry. */
export function AdvancedSection({
  form,
  opened,
  onOpened,
  skipsTls,
  keepsProxyPassword = false,
  isEdit = false,
}: AdvancedSectionProps) {
  return (
    <Accordion
      variant="contained"
      value={opened ? 'advanced' : null}
      onChange={(value) => onOpened(value === 'advanced')}
    >
      <Accordion.Item value="advanced">
        <Accordion.Control>Advanced: test image, certificate, proxy</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            <TextInput
              label="Image to test with"
              description="The pull is proved with this one. Left empty: with one that the credential can see."
              placeholder="acme/app:1.4"
              autoComplete="off"
              spellCheck={false}
              key={form.key('image')}
              {...form.getInputProps('image')}
            />
            <Checkbox
              label="Prove that it may push too"
              description="Only a credential that somebody pushes with needs that right."
              key={form.key('push')}
              {...form.getInputProps('push', { type: 'checkbox' })}
            />
            <TextInput
              label="Repository prefix"
              description={
                isEdit
                  ? 'acme: this connection is for acme and all below it. Empty: for every repository of the host.'
                  : 'acme: this connection is for acme and all below it. Empty: for every repository of the host, with GitHub for those of the container registry prefix.'
              }
              placeholder="acme/team"
              autoComplete="off"
              spellCheck={false}
              key={form.key('repository_prefix')}
              {...form.getInputProps('repository_prefix')}
            />
            <ExpiryField
              form={form}
              label="Credential ends on"
              description="For vendors that do not tell. Warnings come 30, 14, 7 and 1 days before; what the vendor tells wins."
            />
            <Textarea
              label="CA certificates"
              description="PEM certificates of authorities that are trusted for this registry besides the public ones."
              placeholder="-----BEGIN CERTIFICATE-----"
              rows={4}
              spellCheck={false}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              key={form.key('tls.ca_certificates')}
              {...form.getInputProps('tls.ca_certificates')}
            />
            <TextInput
              label="Proxy"
              description="Of this registry alone, without a user name in it."
              placeholder="http://proxy.example.com:3128"
              autoComplete="off"
              spellCheck={false}
              key={form.key('proxy.url')}
              {...form.getInputProps('proxy.url')}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput
                label="Proxy user"
                autoComplete="off"
                spellCheck={false}
                key={form.key('proxy.username')}
                {...form.getInputProps('proxy.username')}
              />
              <PasswordInput
                label="Proxy password"
                autoComplete="off"
                data-1p-ignore
                placeholder={keepsProxyPassword ? 'Kept as it is stored' : ''}
                visibilityToggleButtonProps={{ 'aria-label': 'Show the proxy password' }}
                visibilityToggleFocusable
                key={form.key('proxy.password')}
                {...form.getInputProps('proxy.password')}
                defaultValue=""
              />
            </SimpleGrid>
            <Checkbox
              label="Skip the check of the registry's certificate"
              color="red"
              key={form.key('tls.skip_verify')}
              {...form.getInputProps('tls.skip_verify', { type: 'checkbox' })}
            />
            {skipsTls && (
              <Alert
                role="alert"
                color="red"
                icon={<AlertFillIcon />}
                title="Anybody on the way can read the credential"
              >
                Any certificate is taken, a forged one too, so whoever sits between this server and the
                registry can read the secret and change the images. Give the authority’s certificate above
                instead. It is written into the audit trail that you switched the check off.
              </Alert>
            )}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
