import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { organizationsQuery } from '../../data/organizations.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { type NameAndDescription, NameAndDescriptionForm } from '../../ui/name-and-description-form.tsx'
import { told } from '../../ui/told.tsx'

/** Makes an organization and goes there. */
export function CreateOrganizationDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const create = async ({ name, description }: NameAndDescription) => {
    const { id } = await api.organizations.create({ name, description: description || null })
    await client.invalidateQueries({ queryKey: organizationsQuery().queryKey })
    // The dialog goes last: whoever sees it close is in the new organization already.
    await navigate({ to: paths.overview({ org: id }) })
    told(`The organization ${name} is created. You are in it now.`)
    onClose()
  }
  return (
    <Dialog title="Create an organization" onClose={onClose}>
      <NameAndDescriptionForm
        initial={{ name: '', description: '' }}
        submit="Create organization"
        failed="The organization was not created"
        onSubmit={create}
        onCancel={onClose}
      />
    </Dialog>
  )
}
