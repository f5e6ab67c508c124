import { Alert, List, Stack } from '@mantine/core'
import { AlertIcon } from '@primer/octicons-react'
import { api } from '../../app/api.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { toldFailure } from '../../ui/told.tsx'
import { whyNot } from './action-reasons.ts'
import type { OpenApplication } from './application-frame.tsx'
import { useDeployAction } from './use-deploy-action.ts'

interface Shown {
  readonly open: OpenApplication
  /** What somebody else changed, a sentence each. */
  readonly drift: readonly string[]
}

/** What was changed on the cluster by others than Fairlead, and the way back. */
export function ClusterDrift({ open: { org, application, status }, drift }: Shown) {
  const redeploy = useDeployAction(
    { org, applicationId: application.id },
    `"${application.name}" is deployed again`,
    async () => ({ deploymentId: (await api.containers.redeploy(application.id)).deployment_request_id }),
  )
  if (drift.length === 0) return null
  return (
    <Alert color="yellow" variant="light" icon={<AlertIcon />} title="Changed on the cluster">
      <Stack gap="xs" align="flex-start">
        <List size="sm">
          {drift.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
        <ActionButton
          permission="service:deploy"
          because={whyNot('redeploy', status)}
          size="xs"
          variant="default"
          loading={redeploy.isPending}
          onClick={() =>
            redeploy.mutate(undefined, {
              onError: (error: Error) => toldFailure('It was not deployed again', error),
            })
          }
        >
          Deploy again
        </ActionButton>
      </Stack>
    </Alert>
  )
}
