import { Alert, Button, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core'
import { AlertIcon } from '@primer/octicons-react'
import { useId } from 'react'
import { Failure } from '../../ui/failure.tsx'
import { PlanView } from './plan-view.tsx'
import type { PlanState } from './use-plan.ts'

interface PlanPanelProps {
  readonly state: PlanState
  /** The error, unless the fields of the form say it already. */
  readonly error: unknown
  readonly onAsk: () => void
}

/** The plan before the deed: asked for by a button, shown until the form says something else. */
export function PlanPanel({ state, error, onAsk }: PlanPanelProps) {
  const { plan, isAsking, isStale, cancel } = state
  const id = useId()
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4" id={id}>
            Plan
          </Title>
          {isAsking ? (
            <Button variant="default" size="xs" onClick={cancel}>
              Cancel
            </Button>
          ) : (
            <Button variant="default" size="xs" onClick={onAsk}>
              {plan ? 'Show the plan again' : 'Show the plan'}
            </Button>
          )}
        </Group>
        <div role="status">
          {isAsking && (
            <Group gap="sm">
              <Loader size="sm" aria-hidden />
              <Text size="sm">Asking the registry and the cluster; nothing is changed …</Text>
            </Group>
          )}
          {!isAsking && !plan && state.error === undefined && (
            <Text size="sm" c="dimmed">
              What a deployment would do, before it does it: the digest, the proof that it can be pulled, and
              what the cluster would change.
            </Text>
          )}
          {!isAsking && state.error !== undefined && error === undefined && (
            <Text size="sm">There is no plan: first mend the fields that are marked.</Text>
          )}
          {!isAsking && plan && isStale && (
            <Alert color="yellow" variant="light" icon={<AlertIcon />}>
              The form has changed since this plan was made.
            </Alert>
          )}
        </div>
        {error !== undefined && error !== null && <Failure title="There is no plan" error={error} />}
        {plan && !isAsking && <PlanView plan={plan} />}
      </Stack>
    </Paper>
  )
}
