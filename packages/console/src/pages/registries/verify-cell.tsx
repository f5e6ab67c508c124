import type { Registry } from '@fairlead/api/client'
import { Button, Stack, Text } from '@mantine/core'
import type { Progress, Verifications } from '../../data/use-verifications.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { problemOf } from '../../ui/told.tsx'

export interface VerifyCellProps extends Pick<Verifications, 'run' | 'cancel'> {
  readonly registry: Registry
  /** Where its verification stands; undefined when none was asked for. */
  readonly progress: Progress | undefined
}

/** Verifies one registry of the list, in its row. */
export function VerifyCell({ registry: { id, name }, progress, run, cancel }: VerifyCellProps) {
  const busy = progress?.state === 'running' || progress?.state === 'waiting'
  return (
    <Stack gap={2} align="flex-start">
      {busy ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => cancel(id)}
          aria-label={`Cancel the verification of ${name}`}
        >
          Cancel
        </Button>
      ) : (
        <ActionButton
          size="compact-xs"
          variant="default"
          permission="registry:write"
          onClick={() => void run([id])}
          aria-label={`Verify now: ${name}`}
        >
          Verify now
        </ActionButton>
      )}
      <Text component="div" size="xs" c="dimmed" role="status">
        {progress && wordsOf(progress)}
      </Text>
    </Stack>
  )
}

function wordsOf(progress: Progress): string {
  switch (progress.state) {
    case 'waiting':
      return 'Waiting'
    case 'running':
      return progress.title === undefined ? 'Begins' : `${progress.title} …`
    case 'done':
      return progress.ok ? 'Verified just now' : 'Failed just now'
    case 'failed':
      return problemOf(progress.error)
    case 'canceled':
      return 'Canceled'
  }
}
