import { ApiError } from '@fairlead/api/client'
import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { AlertFillIcon } from '@primer/octicons-react'
import { FindingView } from './finding-view.tsx'
import { OutsideLink } from './link.tsx'

interface FailureProps {
  readonly error: unknown
  /** What could not be done: `The registries could not be loaded`. */
  readonly title?: string
  readonly onRetry?: (() => void) | undefined
}

/** An error where it belongs: what failed, why, what to do, and the request's id for whoever reads the server's log. */
export function Failure({ error, title = 'This did not work', onRetry }: FailureProps) {
  const known = error instanceof ApiError ? error : undefined
  return (
    <Alert role="alert" color="red" variant="light" title={title} icon={<AlertFillIcon />}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{known?.detail ?? (error instanceof Error ? error.message : String(error))}</Text>
        {known && known.issues.length > 0 && (
          <List size="sm">
            {known.issues.map(({ field, problem, remedy }) => (
              <List.Item key={`${field} ${problem}`}>
                <strong>{field}</strong> {problem}. {remedy}
              </List.Item>
            ))}
          </List>
        )}
        {known?.findings.map((finding) => (
          <FindingView key={finding.code + finding.summary} finding={finding} />
        ))}
        <Group gap="md">
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {known?.docs && (
            <OutsideLink href={known.docs} size="sm">
              What {known.code} means
            </OutsideLink>
          )}
          {known?.requestId && (
            <Text size="xs" c="dimmed">
              Request {known.requestId}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}
