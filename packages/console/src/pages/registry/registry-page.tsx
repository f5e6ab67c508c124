import { ApiError, type Registry } from '@fairlead/api/client'
import { Stack, Tabs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { registryQuery } from '../../data/registries.ts'
import { useKindTitle } from '../../data/registry-kinds.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Page } from '../../layout/page.tsx'
import { Failure } from '../../ui/failure.tsx'
import { HealthBadge } from '../../ui/health-badge.tsx'
import { RegistryIcon } from '../../ui/registry-icon.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ChecksTab } from './checks-tab.tsx'
import { HistoryTab } from './history-tab.tsx'
import { ImpactTab } from './impact-tab.tsx'
import { Notices } from './notices.tsx'
import { OverviewTab } from './overview/overview-tab.tsx'
import { RegistryActions } from './registry-actions.tsx'
import { ServicesTab } from './services-tab.tsx'

export interface OfRegistry {
  readonly org: string
  readonly registry: Registry
}

const TABS = {
  overview: { label: 'Overview', Panel: OverviewTab },
  checks: { label: 'Checks', Panel: ChecksTab },
  history: { label: 'History', Panel: HistoryTab },
  services: { label: 'Services', Panel: ServicesTab },
  impact: { label: 'Impact', Panel: ImpactTab },
} as const
type Tab = keyof typeof TABS

const tabOf = (text: string | undefined): Tab =>
  text !== undefined && text in TABS ? (text as Tab) : 'overview'

/** One container registry: what is known of it, and what can be done with it. */
export function RegistryPage() {
  const org = useOrg()
  const registryId = useParam('registryId')
  const { data: registry, error, refetch } = useQuery(registryQuery(org, registryId))
  const kindTitle = useKindTitle()
  const gone = error instanceof ApiError && error.code === 'registry.not_found'
  return (
    <Page
      title={registry?.name ?? 'Container registry'}
      crumbs={[{ label: 'Container registries', to: paths.registries({ org }) }]}
      mark={registry && <HealthBadge health={registry.health} />}
      about={registry && <About registry={registry} kindTitle={kindTitle(registry.kind)} />}
      actions={registry && !gone && <RegistryActions org={org} registry={registry} />}
    >
      {error && (
        <Failure
          title={gone && registry ? `"${registry.name}" was deleted` : 'The registry could not be loaded'}
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {registry
        ? !gone && <Content org={org} registry={registry} />
        : !error && <Waiting for="the registry" />}
    </Page>
  )
}

function About({ registry, kindTitle }: { readonly registry: Registry; readonly kindTitle: string }) {
  return (
    <Stack gap={4}>
      <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
        <RegistryIcon kind={registry.kind} size={24} />
        <span>
          {kindTitle} at <span className="mono">{registry.url}</span>
        </span>
      </span>
      {registry.description !== '' && (
        <Text style={{ overflowWrap: 'anywhere' }}>{registry.description}</Text>
      )}
    </Stack>
  )
}

function Content({ org, registry }: OfRegistry) {
  const [search, change] = useSearchState()
  return (
    <Stack gap="md">
      <Notices org={org} registry={registry} />
      <Tabs
        value={tabOf(search.tab)}
        onChange={(tab) =>
          change({ tab: tab === 'overview' || tab === null ? undefined : tab, page: undefined })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md" style={{ overflowX: 'auto', overflowY: 'hidden', flexWrap: 'nowrap' }}>
          {Object.entries(TABS).map(([tab, { label }]) => (
            <Tabs.Tab key={tab} value={tab}>
              {label}
              {tab === 'services' && ` (${registry.associated_services_count})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {Object.entries(TABS).map(([tab, { Panel }]) => (
          <Tabs.Panel key={tab} value={tab}>
            <Panel org={org} registry={registry} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  )
}
