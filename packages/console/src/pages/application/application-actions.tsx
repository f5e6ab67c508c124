import { Group } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { toldFailure } from '../../ui/told.tsx'
import { type ApplicationAction, whyNot } from './action-reasons.ts'
import type { OpenApplication } from './application-frame.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { DeployDialog } from './deploy-dialog.tsx'
import { RollbackDialog } from './rollback-dialog.tsx'
import { StopDialog } from './stop-dialog.tsx'
import { useDeployAction } from './use-deploy-action.ts'

const DIALOGS = { deploy: DeployDialog, rollback: RollbackDialog, stop: StopDialog, delete: DeleteDialog }

/** What can be done with an application; what cannot be done says why. */
export function ApplicationActions({ open }: { readonly open: OpenApplication }) {
  const { org, application, status } = open
  const of = { org, applicationId: application.id }
  const [dialog, setDialog] = useState<keyof typeof DIALOGS>()
  const redeploy = useDeployAction(of, `"${application.name}" is deployed again`, async () => ({
    deploymentId: (await api.containers.redeploy(application.id)).deployment_request_id,
  }))
  const restart = useDeployAction(of, `"${application.name}" restarts`, async () => ({
    deploymentId: (await api.containers.restart(application.id)).deployment_request_id,
  }))
  const props = (action: ApplicationAction) => ({
    permission: action === 'delete' ? 'service:write' : 'service:deploy',
    because: whyNot(action, status),
    size: 'sm',
    variant: 'default',
  })
  const failed = (title: string) => ({ onError: (error: Error) => toldFailure(title, error) })
  const Dialog = dialog && DIALOGS[dialog]
  return (
    <Group gap="xs" role="group" aria-label="Actions">
      <ActionButton {...props('deploy')} variant="filled" onClick={() => setDialog('deploy')}>
        Deploy …
      </ActionButton>
      <ActionButton
        {...props('redeploy')}
        loading={redeploy.isPending}
        onClick={() => redeploy.mutate(undefined, failed('It was not deployed again'))}
      >
        Redeploy
      </ActionButton>
      <ActionButton
        {...props('restart')}
        loading={restart.isPending}
        onClick={() => restart.mutate(undefined, failed('It was not restarted'))}
      >
        Restart
      </ActionButton>
      <ActionButton {...props('stop')} onClick={() => setDialog('stop')}>
        Stop …
      </ActionButton>
      <ActionButton {...props('rollback')} onClick={() => setDialog('rollback')}>
        Roll back …
      </ActionButton>
      <ActionButton {...props('delete')} onClick={() => setDialog('delete')}>
        Delete …
      </ActionButton>
      {Dialog && <Dialog open={open} onClose={() => setDialog(undefined)} />}
    </Group>
  )
}
