import { Text } from '@mantine/core'
import { api } from '../../app/api.ts'
import { ActionDialog } from './action-dialog.tsx'
import type { OpenApplication } from './application-frame.tsx'
import { useDeployAction } from './use-deploy-action.ts'

export interface ApplicationDialogProps {
  readonly open: OpenApplication
  readonly onClose: () => void
}

/** Asks before what serves people is stopped. */
export function StopDialog({ open, onClose }: ApplicationDialogProps) {
  const { org, application, environment } = open
  const stop = useDeployAction(
    { org, applicationId: application.id },
    `"${application.name}" stops`,
    async () => ({ deploymentId: (await api.containers.stop(application.id)).deployment_request_id }),
  )
  return (
    <ActionDialog
      title={`Stop ${application.name}?`}
      action="Stop it"
      danger
      pending={stop.isPending}
      error={stop.error}
      onAct={() => stop.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">
        Its instances on {environment?.cluster_name ?? 'its cluster'} end, and its addresses answer no more.
        Its settings, its variables, the data of its volumes and its history stay: deploy it to start it
        again.
      </Text>
    </ActionDialog>
  )
}
