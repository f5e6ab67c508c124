import { ApiError } from '@fairlead/api/client'
import { Checkbox, List, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { ActionDialog } from './action-dialog.tsx'
import type { ApplicationDialogProps } from './stop-dialog.tsx'
import { useDeployAction } from './use-deploy-action.ts'

/** The deployment that takes it away; null where it is gone already. */
async function deletionOf(id: string): Promise<string | null> {
  try {
    return (await api.containers.status(id)).deployment_request_id
  } catch (error) {
    if (error instanceof ApiError && error.code === 'container.not_found') return null
    throw error
  }
}

/** Says what a deletion takes away; where the cluster is gone for good it can be forgotten without asking it. */
export function DeleteDialog({ open, onClose }: ApplicationDialogProps) {
  const { org, application, environment, status } = open
  const [force, setForce] = useState(false)
  const cluster = environment?.cluster_name ?? 'its cluster'
  const remove = useDeployAction(
    { org, applicationId: application.id },
    force ? `"${application.name}" is forgotten` : `"${application.name}" is deleted`,
    async () => {
      await api.containers.remove(application.id, { force })
      return { deploymentId: force ? null : await deletionOf(application.id) }
    },
  )
  return (
    <ActionDialog
      title={`Delete ${application.name}?`}
      action={force ? 'Forget it' : 'Delete it'}
      danger
      pending={remove.isPending}
      error={remove.error}
      onAct={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">This cannot be undone. It takes away:</Text>
      <List size="sm">
        <List.Item>
          {force
            ? `nothing from ${cluster}: what runs there is left running`
            : `everything that was made for it on ${cluster}: its instances end and its addresses answer no more`}
        </List.Item>
        {application.storage.length > 0 && !force && (
          <List.Item>
            <b>the data of its volumes</b> at{' '}
            {application.storage.map(({ mount_point }) => mount_point).join(', ')}; on a GitOps cluster the
            claims stay
          </List.Item>
        )}
        <List.Item>its settings, its ports and its variables with their values</List.Item>
        <List.Item>
          the list of its {status?.deployment_requests_count ?? ''} deployments; the audit trail keeps who did
          what
        </List.Item>
      </List>
      <Text size="sm">
        The image {application.image_name} stays in {application.registry.name || 'its registry'}.
      </Text>
      <Checkbox
        label={`Forget it without asking ${cluster}`}
        description="Only for a cluster that does not answer and will not come back."
        checked={force}
        onChange={(event) => setForce(event.currentTarget.checked)}
      />
    </ActionDialog>
  )
}
