import type { Check } from '@fairlead/api/client'
import { Button, Group, Text } from '@mantine/core'

interface AgainButtonProps {
  readonly checks: readonly Check[]
  readonly onAgain: () => void
}

/** Shows a credential once more that was refused a while ago: registries lock out whoever tries often. */
export function AgainButton({ checks, onAgain }: AgainButtonProps) {
  const isKept = checks.some(({ findings }) =>
    findings.some(({ code }) => code === 'credential.not_asked_again'),
  )
  if (!isKept) return null
  return (
    <Group>
      <Text size="sm" flex={1} miw={220}>
        Was it made good since, for instance authorized or unlocked?
      </Text>
      <Button variant="default" onClick={onAgain}>
        Ask the registry once more
      </Button>
    </Group>
  )
}
