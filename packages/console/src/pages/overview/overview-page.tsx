import { SimpleGrid } from '@mantine/core'
import { Page } from '../../layout/page.tsx'
import { ApplicationsInShort } from './applications-in-short.tsx'
import { Attention } from './attention.tsx'
import { FirstSteps } from './first-steps.tsx'
import { LatestChanges } from './latest-changes.tsx'
import { LatestDeployments } from './latest-deployments.tsx'

/** Where an organization stands: what needs attention first, then what runs, what was deployed and what was changed. */
export function OverviewPage() {
  return (
    <Page title="Overview" about="What needs attention first, then what runs and what happened last.">
      <FirstSteps />
      <Attention />
      <ApplicationsInShort />
      <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }}>
        <LatestDeployments />
        <LatestChanges />
      </SimpleGrid>
    </Page>
  )
}
