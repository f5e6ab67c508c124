import type { Registry } from '@fairlead/api/client'
import { Progress as Bar, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Verifications } from '../../data/use-verifications.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { told } from '../../ui/told.tsx'

interface VerifyAllProps {
  readonly registries: readonly Registry[]
  readonly verifications: Verifications
}

/** Verifies everything that is shown, a few at a time; how far it is stands below the buttons. */
export function VerifyAll({ registries, verifications: { run, cancel, progress } }: VerifyAllProps) {
  const [ids, setIds] = useState<readonly string[]>([])
  const states = ids.map((id) => progress.get(id))
  const ended = states.filter((each) => each && each.state !== 'waiting' && each.state !== 'running').length
  const failing = states.filter(
    (each) => each?.state === 'failed' || (each?.state === 'done' && !each.ok),
  ).length

  const verifyAll = async () => {
    const all = registries.map(({ id }) => id)
    setIds(all)
    const outcome = await run(all)
    setIds([])
    told(
      `${outcome.ok} verified, ${outcome.failing} failing${outcome.canceled > 0 ? `, ${outcome.canceled} canceled` : ''}.`,
    )
  }

  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {registries.length === 1 ? '1 registry' : `${registries.length} registries`}
        </Text>
        <ActionButton
          variant="default"
          size="xs"
          permission="registry:write"
          because={ids.length > 0 ? 'They are being verified now.' : undefined}
          onClick={() => void verifyAll()}
        >
          Verify all shown
        </ActionButton>
      </Group>
      {ids.length > 0 && (
        <Paper withBorder p="sm">
          <Group justify="space-between" mb={6}>
            <Text size="sm" role="status">
              {ended} of {ids.length} verified{failing > 0 && `, ${failing} failing`}
            </Text>
            <Button size="xs" variant="default" onClick={() => cancel()}>
              Cancel the verifications
            </Button>
          </Group>
          <Bar value={(100 * ended) / ids.length} aria-label="Registries that were verified" />
        </Paper>
      )}
    </Stack>
  )
}
