import { EditRegistryForm } from './edit-registry-form.tsx'
import { RegistryFormPage } from './registry-form-page.tsx'

/** Changes a connection; what is changed is proved before it replaces what is stored. */
export function EditRegistryPage() {
  return (
    <RegistryFormPage
      title="Edit registry"
      about="What you change is proved before it replaces what is stored. For a new secret of the same user, rotate instead."
    >
      {(registry, kind) => <EditRegistryForm key={registry.id} latest={registry} kind={kind} />}
    </RegistryFormPage>
  )
}
