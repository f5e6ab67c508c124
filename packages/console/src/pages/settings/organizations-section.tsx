import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '../../data/organizations.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Section } from '../../ui/section.tsx'
import { CreateOrganizationDialog } from './create-organization-dialog.tsx'

/** Making another organization, for those who would see it. */
export function OrganizationsSection() {
  const [creating, setCreating] = useState(false)
  const { data: me } = useQuery(meQuery())
  const because =
    me?.organizationId === null
      ? undefined
      : 'Only a token of the whole installation creates organizations: another could not see what it made.'
  return (
    <Section
      title="Another organization"
      about="It has registries, clusters, projects and API tokens of its own, and sees nothing of this one."
      actions={
        <ActionButton
          permission="organization:write"
          because={because}
          variant="default"
          onClick={() => setCreating(true)}
        >
          Create organization
        </ActionButton>
      }
    >
      {creating && <CreateOrganizationDialog onClose={() => setCreating(false)} />}
    </Section>
  )
}
