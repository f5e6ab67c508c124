import { Center, Stack, Text, Title } from '@mantine/core'
import { LinkButton } from '../ui/link.tsx'

/** An address that the console has no page for. */
export function NotFoundPage() {
  return (
    <Center component="main" mih="60vh" p="md">
      <Stack align="center" ta="center">
        <Title order={1} size="h3">
          There is no such page
        </Title>
        <Text c="dimmed">The address may be mistyped, or what it showed was deleted.</Text>
        <LinkButton to="/">Go to the overview</LinkButton>
      </Stack>
    </Center>
  )
}
