import { SimpleGrid } from '@mantine/core'
import { ApplicationActions } from './application-actions.tsx'
import { ApplicationFrame } from './application-frame.tsx'
import { ConfiguredPanel } from './configured-panel.tsx'
import { LatestDeploymentPanel } from './latest-deployment-panel.tsx'
import { RuntimePanel } from './runtime-panel.tsx'
import { VariablesPanel } from './variables-panel.tsx'

/** One application: what is asked for, what runs, and what can be done with it. */
export function ApplicationPage() {
  return (
    <ApplicationFrame tab="overview" actions={(open) => <ApplicationActions open={open} />}>
      {(open) => (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <RuntimePanel open={open} />
          <LatestDeploymentPanel open={open} />
          <ConfiguredPanel open={open} />
          <VariablesPanel open={open} />
        </SimpleGrid>
      )}
    </ApplicationFrame>
  )
}
