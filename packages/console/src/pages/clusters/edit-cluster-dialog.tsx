import type { Cluster } from '@fairlead/api/client'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { clustersQuery } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { type NameAndDescription, NameAndDescriptionForm } from '../../ui/name-and-description-form.tsx'
import { told } from '../../ui/told.tsx'
import { EditKubernetesForm } from './edit-kubernetes-form.tsx'

interface EditClusterDialogProps {
  readonly cluster: Cluster
  readonly onClose: () => void
}

/** Renames or describes a cluster, or changes how a Kubernetes cluster is reached and used. */
export function EditClusterDialog({ cluster, onClose }: EditClusterDialogProps) {
  const org = useOrg()
  const client = useQueryClient()
  const save = async (values: NameAndDescription) => {
    await api.clusters.edit(org, cluster.id, values)
    await client.invalidateQueries({ queryKey: clustersQuery(org).queryKey })
    told(`The cluster ${values.name} is saved.`)
    onClose()
  }
  if (cluster.target.kind === 'kubernetes') {
    return (
      <Dialog title={`Edit ${cluster.name}`} size="lg" onClose={onClose}>
        <EditKubernetesForm cluster={cluster} target={cluster.target} onClose={onClose} />
      </Dialog>
    )
  }
  return (
    <Dialog title={`Edit ${cluster.name}`} onClose={onClose}>
      <NameAndDescriptionForm
        initial={{ name: cluster.name, description: cluster.description }}
        submit="Save"
        failed="The cluster was not saved"
        onSubmit={save}
        onCancel={onClose}
      />
    </Dialog>
  )
}
