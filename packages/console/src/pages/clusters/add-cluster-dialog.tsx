import { Dialog } from '../../ui/dialog.tsx'
import { AddClusterForm } from './add-cluster-form.tsx'

/** Adding a deploy target. */
export function AddClusterDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Add a cluster" size="lg" onClose={onClose}>
      <AddClusterForm onClose={onClose} />
    </Dialog>
  )
}
