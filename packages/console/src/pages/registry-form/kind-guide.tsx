import type { AvailableRegistry } from '@fairlead/api/client'
import { Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { LinkExternalIcon } from '@primer/octicons-react'
import { OutsideLink } from '../../ui/link.tsx'
import { RegistryIcon } from '../../ui/registry-icon.tsx'
import type { Preset } from './values.ts'

/** The way to a credential, step by step, with the page where it is made. */
export function KindGuide({
  kind,
  preset,
}: {
  readonly kind: AvailableRegistry
  readonly preset: Preset | undefined
}) {
  const link = kind.fields.find(({ secret, link }) => secret && link)?.link
  return (
    <Paper component="aside" aria-label={`How to connect ${kind.title}`} withBorder p="lg">
      <Stack gap="md">
        <Group gap="sm" wrap="nowrap">
          <RegistryIcon kind={kind.kind} size={32} />
          <Title order={2} size="h4">
            How to connect {preset?.title ?? kind.title}
          </Title>
        </Group>
        {preset && (
          <Stack gap={6}>
            <Text size="sm">
              <strong>Address: </strong>
              {preset.url_hint}.
            </Text>
            <Text size="sm">
              <strong>Credential: </strong>
              {preset.hint}
            </Text>
            <OutsideLink href={preset.link} size="sm">
              How {preset.title} makes it
            </OutsideLink>
          </Stack>
        )}
        <List type="ordered" size="sm" spacing="sm">
          {kind.steps.map((step) => (
            <List.Item key={step}>{step}</List.Item>
          ))}
        </List>
        {link && (
          <Button
            component="a"
            href={link}
            target="_blank"
            rel="noreferrer noopener"
            variant="light"
            rightSection={<LinkExternalIcon />}
          >
            Open {URL.parse(link)?.host ?? 'the page'}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}
