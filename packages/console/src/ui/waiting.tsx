import { Group, Loader, Text } from '@mantine/core'

/** What stands where something is still to come; it says what. */
export function Waiting({ for: what }: { readonly for: string }) {
  return (
    <Group role="status" gap="sm" py="xl">
      <Loader size="sm" aria-hidden />
      <Text c="dimmed">Loading {what} …</Text>
    </Group>
  )
}
