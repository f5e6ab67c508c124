import type { Cluster } from '@fairlead/api/client'
import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { clustersQuery } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

interface DeleteClusterDialogProps {
  readonly cluster: Cluster
  readonly onClose: () => void
}

const STAYS = {
  docker: 'The Docker engine itself is not touched.',
  gitops: 'The repository and its commits stay where they are.',
  kubernetes: 'The Kubernetes cluster itself is not touched; the stored kubeconfig is forgotten.',
} as const

/** Takes a cluster off the list; the engine or the repository itself stays as it is. */
export function DeleteClusterDialog({ cluster, onClose }: DeleteClusterDialogProps) {
  const org = useOrg()
  const client = useQueryClient()
  const remove = async () => {
    await api.clusters.remove(org, cluster.id)
    await client.invalidateQueries({ queryKey: clustersQuery(org).queryKey })
  }
  return (
    <ConfirmDialog
      title={`Delete ${cluster.name}?`}
      action="Delete the cluster"
      done={`The cluster ${cluster.name} is deleted.`}
      onConfirm={remove}
      onClose={onClose}
    >
      <Text size="sm">
        Nothing can be deployed to it any more from here. {STAYS[cluster.target.kind]} Only an administrator
        of the installation can add it again.
      </Text>
    </ConfirmDialog>
  )
}
