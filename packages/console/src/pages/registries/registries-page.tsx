import type { Registry } from '@fairlead/api/client'
import { Button, Stack } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { PlusIcon, SearchIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { paths } from '../../app/paths.ts'
import { registriesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { useVerifications } from '../../data/use-verifications.ts'
import { Page } from '../../layout/page.tsx'
import { ActionLink } from '../../ui/action-link.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { shownOf } from './list-state.ts'
import { NoRegistries } from './no-registries.tsx'
import { RegistryCards } from './registry-cards.tsx'
import { RegistryFilters } from './registry-filters.tsx'
import { RegistryTable } from './registry-table.tsx'
import { VerifyAll } from './verify-all.tsx'

/** Every container registry of the organization, the failing ones first. */
export function RegistriesPage() {
  const org = useOrg()
  const { data: registries, error, refetch } = useQuery(registriesQuery(org))
  return (
    <Page
      title="Container registries"
      about="Where the images of your applications come from, and whether their credentials still work."
      actions={
        <ActionLink to={paths.addRegistry({ org })} permission="registry:write" leftSection={<PlusIcon />}>
          Add registry
        </ActionLink>
      }
    >
      {error && (
        <Failure title="The registries could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {registries ? (
        registries.length > 0 ? (
          <RegistryList org={org} registries={registries} />
        ) : (
          <NoRegistries org={org} />
        )
      ) : (
        !error && <Waiting for="the registries" />
      )}
    </Page>
  )
}

interface RegistryListProps {
  readonly org: string
  readonly registries: readonly Registry[]
}

function RegistryList({ org, registries }: RegistryListProps) {
  const [search, change] = useSearchState()
  const verifications = useVerifications(org)
  const wide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false })
  const shown = useMemo(() => shownOf(registries, search), [registries, search])
  const showAll = () => change({ search: undefined, state: undefined, kind: undefined })
  const props = { org, registries: shown, verifications }
  return (
    <Stack gap="md">
      <RegistryFilters registries={registries} search={search} onChange={change} />
      {shown.length === 0 ? (
        <Empty
          icon={<SearchIcon size={32} />}
          title="No registry matches"
          action={
            <Button variant="default" onClick={showAll}>
              Show all {registries.length}
            </Button>
          }
        >
          None of {registries.length} registries has what you search for in its name, owner, address or first
          finding, with this state and type.
        </Empty>
      ) : (
        <>
          <VerifyAll registries={shown} verifications={verifications} />
          {wide ? <RegistryTable {...props} /> : <RegistryCards {...props} />}
        </>
      )}
    </Stack>
  )
}
