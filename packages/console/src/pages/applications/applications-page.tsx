import type { Application } from '@fairlead/api/client'
import { Button, Stack, Text } from '@mantine/core'
import { AppsIcon, PlusIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo } from 'react'
import { paths } from '../../app/paths.ts'
import { applicationsQuery } from '../../data/applications.ts'
import { useMayNot } from '../../data/use-may.ts'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Page } from '../../layout/page.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ApplicationFilters } from './application-filters.tsx'
import { ApplicationTable } from './application-table.tsx'
import { filterApplications } from './filter-applications.ts'

/** Every application of the organization, by project and environment. */
export function ApplicationsPage() {
  const org = useOrg()
  const { data, error, refetch } = useQuery(applicationsQuery(org))
  return (
    <Page
      title="Applications"
      about="What runs from your images: each application is one image in one environment."
      actions={data && data.length > 0 && <CreateButton org={org} />}
    >
      {error && (
        <Failure title="The applications could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {data ? (
        data.length > 0 ? (
          <Applications org={org} applications={data} />
        ) : (
          <Empty icon={<AppsIcon size={32} />} title="No application yet" action={<CreateButton org={org} />}>
            An application is an image of one of your container registries that runs in an environment. Choose
            an image and a tag; Fairlead resolves the tag to a digest, proves that it can be pulled and
            deploys it.
          </Empty>
        )
      ) : (
        !error && <Waiting for="the applications" />
      )}
    </Page>
  )
}

function CreateButton({ org }: { readonly org: string }) {
  const mayNot = useMayNot('service:write')
  const label = 'Create application'
  if (mayNot) return <ActionButton permission="service:write">{label}</ActionButton>
  return (
    <LinkButton to={paths.createApplication({ org })} leftSection={<PlusIcon />}>
      {label}
    </LinkButton>
  )
}

interface ApplicationsProps {
  readonly org: string
  readonly applications: readonly Application[]
}

function Applications({ org, applications }: ApplicationsProps) {
  const [filters, change] = useSearchState()
  const later = useDeferredValue(filters)
  const shown = useMemo(() => filterApplications(applications, later), [applications, later])
  return (
    <Stack gap="sm">
      <ApplicationFilters applications={applications} filters={filters} onChange={change} />
      <Text size="sm" c="dimmed" role="status">
        {shown.length === applications.length
          ? `${applications.length} ${applications.length === 1 ? 'application' : 'applications'}`
          : `${shown.length} of ${applications.length} applications`}
      </Text>
      {shown.length > 0 ? (
        <ApplicationTable org={org} applications={shown} />
      ) : (
        <Empty
          icon={<AppsIcon size={32} />}
          title="No application fits the filters"
          action={
            <Button
              variant="default"
              onClick={() => change({ q: '', project: '', environment: '', state: '', registry: '' })}
            >
              Clear the filters
            </Button>
          }
        >
          {applications.length} {applications.length === 1 ? 'application is' : 'applications are'} hidden by
          them.
        </Empty>
      )}
    </Stack>
  )
}
