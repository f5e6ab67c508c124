import { useDisclosure } from '@mantine/hooks'
import { paths } from '../../app/paths.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { ActionLink } from '../../ui/action-link.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { DeleteRegistryDialog } from './delete-registry-dialog.tsx'
import type { OfRegistry } from './registry-page.tsx'
import { VerifyDrawer } from './verify-drawer.tsx'

/** What can be done with a registry. */
export function RegistryActions({ org, registry }: OfRegistry) {
  const [verifying, { open: openVerify, close: closeVerify }] = useDisclosure(false)
  const [deleting, { open: openDelete, close: closeDelete }] = useDisclosure(false)
  const of = { org, registryId: registry.id }
  return (
    <>
      <LinkButton to={paths.images(of)} variant="default">
        Images
      </LinkButton>
      <ActionLink to={paths.editRegistry(of)} permission="registry:write" variant="default">
        Edit
      </ActionLink>
      <ActionLink to={paths.rotateRegistry(of)} permission="registry:write" variant="default">
        Rotate
      </ActionLink>
      <ActionButton permission="registry:write" variant="default" c="red" onClick={openDelete}>
        Delete
      </ActionButton>
      <ActionButton permission="registry:write" onClick={openVerify}>
        Verify now
      </ActionButton>
      <VerifyDrawer org={org} registry={registry} opened={verifying} onClose={closeVerify} />
      {deleting && <DeleteRegistryDialog org={org} registry={registry} onClose={closeDelete} />}
    </>
  )
}
