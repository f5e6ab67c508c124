import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { AlertFillIcon } from '@primer/octicons-react'
import { paths } from '../../app/paths.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { LinkButton } from '../../ui/link.tsx'
import type { ApplicationValues } from './application-values.ts'
import type { Creation } from './create-application.ts'

interface UnfinishedCreationProps {
  readonly creation: Creation
  readonly values: ApplicationValues
  readonly deploys: boolean
  readonly error: unknown
  readonly isBusy: boolean
  readonly onGoOn: () => void
}

/** An application of which a part is there: what is, what is not, and the way on. */
export function UnfinishedCreation(props: UnfinishedCreationProps) {
  const { creation, values, deploys, error, isBusy, onGoOn } = props
  const org = useOrg()
  const { container, added } = creation
  if (!container) return null
  const left = values.variables.map(({ name }) => name.trim()).filter((name) => !added.includes(name))
  return (
    <Stack>
      <Alert
        role="alert"
        color="yellow"
        variant="light"
        icon={<AlertFillIcon />}
        title={`${container.name} is there, but not all of it`}
      >
        <Stack gap="xs" align="flex-start">
          <List size="sm">
            <List.Item>The application {container.name} was created.</List.Item>
            <List.Item>
              {added.length === 0 ? 'No variable was added' : `Added: ${added.join(', ')}`}.
            </List.Item>
            {left.length > 0 && <List.Item>Not added: {left.join(', ')}.</List.Item>}
            <List.Item>It was not deployed: nothing of it runs.</List.Item>
          </List>
          <Text size="sm">
            Go on with what is left{deploys ? ' and deploy it' : ''}, or change it in its settings.
          </Text>
          <Group gap="xs">
            <Button onClick={onGoOn} loading={isBusy}>
              Go on
            </Button>
            <LinkButton
              variant="default"
              to={paths.applicationSettings({ org, applicationId: container.id })}
            >
              Open its settings
            </LinkButton>
          </Group>
        </Stack>
      </Alert>
      {error !== null && error !== undefined && <Failure error={error} />}
    </Stack>
  )
}
