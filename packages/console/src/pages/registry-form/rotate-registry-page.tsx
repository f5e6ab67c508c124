import { useOrg } from '../../data/use-org.ts'
import { Notices } from '../registry/notices.tsx'
import { RegistryFormPage } from './registry-form-page.tsx'
import { RotateRegistryForm } from './rotate-registry-form.tsx'

/** Replaces a secret by a new one that was proved on everything that runs, and keeps the old one for a while. */
export function RotateRegistryPage() {
  const org = useOrg()
  return (
    <RegistryFormPage
      title="Rotate secret"
      about="The new secret is tested on every image that runs, then takes the old one’s place. Nothing stops meanwhile."
    >
      {(registry, kind) =>
        registry.rotation ? (
          <Notices org={org} registry={registry} />
        ) : (
          <RotateRegistryForm key={registry.id} registry={registry} kind={kind} />
        )
      }
    </RegistryFormPage>
  )
}
