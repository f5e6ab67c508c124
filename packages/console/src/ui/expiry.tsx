import { Badge, Group, Text } from '@mantine/core'
import { AlertIcon, XCircleIcon } from '@primer/octicons-react'
import { Time } from './time.tsx'

/** So many days before a credential ends its organization is told, as the server does it. */
export const WARNING_DAYS = [30, 14, 7, 1] as const
export const DAY_MS = 86_400_000

/** When a credential ends, and whether that is soon. */
export function Expiry({
  at,
  unknown = 'Not known',
}: {
  readonly at: string | null
  readonly unknown?: string
}) {
  if (at === null)
    return (
      <Text span size="sm" c="dimmed">
        {unknown}
      </Text>
    )
  const left = Date.parse(at) - Date.now()
  return (
    <Group gap={6}>
      <Text span size="sm" style={{ whiteSpace: 'nowrap' }}>
        <Time at={at} />
      </Text>
      {left <= 0 ? (
        <Badge color="red" variant="light" size="sm" leftSection={<XCircleIcon size={10} />}>
          Expired
        </Badge>
      ) : (
        left < WARNING_DAYS[0] * DAY_MS && (
          <Badge color="yellow" variant="light" size="sm" leftSection={<AlertIcon size={10} />}>
            Soon
          </Badge>
        )
      )}
    </Group>
  )
}
