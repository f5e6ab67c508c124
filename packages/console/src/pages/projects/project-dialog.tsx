import type { Project } from '@fairlead/api/client'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { useOrg } from '../../data/use-org.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { type NameAndDescription, NameAndDescriptionForm } from '../../ui/name-and-description-form.tsx'
import { told } from '../../ui/told.tsx'

interface ProjectDialogProps {
  /** Absent: a new one. */
  readonly project?: Project
  readonly onClose: () => void
}

/** A new project, or other words for one that is there. */
export function ProjectDialog({ project, onClose }: ProjectDialogProps) {
  const org = useOrg()
  const client = useQueryClient()
  const save = async (values: NameAndDescription) => {
    if (project) await api.projects.edit(project.id, values)
    else await api.projects.create(org, values)
    await client.invalidateQueries({ queryKey: ['projects', org] })
    told(project ? `The project ${values.name} is saved.` : `The project ${values.name} is there.`)
    onClose()
  }
  return (
    <Dialog title={project ? `Rename ${project.name}` : 'New project'} onClose={onClose}>
      <NameAndDescriptionForm
        initial={{ name: project?.name ?? '', description: project?.description ?? '' }}
        submit={project ? 'Save' : 'Make the project'}
        failed="The project was not saved"
        onSubmit={save}
        onCancel={onClose}
      />
    </Dialog>
  )
}
