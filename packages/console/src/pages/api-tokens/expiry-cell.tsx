import { Badge, Group, Text } from '@mantine/core'
import { AlertIcon, XCircleIcon } from '@primer/octicons-react'
import { Time } from '../../ui/time.tsx'
import { expiryState } from './expiry.ts'

/** When a token ends; close to it and afterwards with a sign and a word. */
export function ExpiryCell({ expiresAt }: { readonly expiresAt: string | null }) {
  const state = expiryState(expiresAt, Date.now())
  if (expiresAt === null) return <Text size="sm">Never</Text>
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm">
        <Time at={expiresAt} />
      </Text>
      {state === 'soon' && (
        <Badge color="yellow" variant="light" leftSection={<AlertIcon size={12} />}>
          Expires soon
        </Badge>
      )}
      {state === 'over' && (
        <Badge color="red" variant="light" leftSection={<XCircleIcon size={12} />}>
          Expired
        </Badge>
      )}
    </Group>
  )
}
