import { ApiError } from '@fairlead/api/client'
import { Button, Group, Text } from '@mantine/core'

interface UncheckedProps {
  readonly error: unknown
  readonly isSaving: boolean
  readonly onSave: () => void
}

/** Offers to save a cluster whose check found errors, by whoever knows what that means. */
export function Unchecked({ error, isSaving, onSave }: UncheckedProps) {
  if (!(error instanceof ApiError) || error.code !== 'cluster.check_failed') return null
  return (
    <Group>
      <Text size="sm" flex={1} miw={220}>
        Nothing is saved yet. Do what the findings say and save again; or save it as it is: until it is
        mended, deployments to it fail.
      </Text>
      <Button variant="default" loading={isSaving} onClick={onSave}>
        Save all the same
      </Button>
    </Group>
  )
}
