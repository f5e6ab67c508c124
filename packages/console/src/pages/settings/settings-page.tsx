import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { organizationsQuery } from '../../data/organizations.ts'
import { useOrg } from '../../data/use-org.ts'
import { Page } from '../../layout/page.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { DeleteOrganizationSection } from './delete-organization-section.tsx'
import { OrganizationSection } from './organization-section.tsx'
import { OrganizationsSection } from './organizations-section.tsx'
import { ServerSection } from './server-section.tsx'

/** The organization itself, how the console looks, and which server this is. */
export function SettingsPage() {
  const org = useOrg()
  const { data, error, refetch } = useQuery(organizationsQuery())
  const organization = data?.find(({ id }) => id === org)
  return (
    <Page title="General" about="The organization, how this console looks, and the server behind it.">
      <Stack gap="lg" maw={760}>
        {/* Another organization is another form. */}
        {organization && <OrganizationSection key={organization.id} organization={organization} />}
        {!data && error && (
          <Failure
            title="The organization could not be loaded"
            error={error}
            onRetry={() => void refetch()}
          />
        )}
        {data && !organization && (
          <Failure
            title="There is no such organization"
            error={new Error('It was deleted, or the token that you are signed in with may not see it.')}
          />
        )}
        {!data && !error && <Waiting for="the organization" />}
        <AppearanceSection />
        <ServerSection />
        <OrganizationsSection />
        {organization && <DeleteOrganizationSection key={organization.id} organization={organization} />}
      </Stack>
    </Page>
  )
}
