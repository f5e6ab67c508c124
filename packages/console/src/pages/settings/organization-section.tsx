import type { Organization } from '@fairlead/api/client'
import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { organizationsQuery } from '../../data/organizations.ts'
import { useMayNot } from '../../data/use-may.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { type NameAndDescription, NameAndDescriptionForm } from '../../ui/name-and-description-form.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { told } from '../../ui/told.tsx'

/** The organization's name and description. */
export function OrganizationSection({ organization }: { readonly organization: Organization }) {
  const client = useQueryClient()
  const mayNot = useMayNot('organization:write')
  const save = async ({ name, description }: NameAndDescription) => {
    await api.organizations.edit(organization.id, { name, description: description || null })
    await client.invalidateQueries({ queryKey: organizationsQuery().queryKey })
    told('The organization is saved.')
  }
  return (
    <Section title="Organization">
      <Facts>
        <Fact name="Id">
          <Copyable value={organization.id} what="id of the organization" />
        </Fact>
        <Fact name="Created">
          <Time at={organization.created_at} />
        </Fact>
      </Facts>
      {mayNot !== undefined && (
        <Text size="sm" c="dimmed">
          {mayNot}
        </Text>
      )}
      <NameAndDescriptionForm
        initial={{ name: organization.name, description: organization.description ?? '' }}
        submit="Save"
        failed="The organization was not saved"
        disabled={mayNot !== undefined}
        onSubmit={save}
      />
    </Section>
  )
}
