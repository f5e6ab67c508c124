import type { Deployment } from '@fairlead/api/client'
import { SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { applicationQuery, deploymentQuery } from '../../data/applications.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { Page } from '../../layout/page.tsx'
import { DeploymentBadge } from '../../ui/deployment-badge.tsx'
import { Failure } from '../../ui/failure.tsx'
import { FindingView } from '../../ui/finding-view.tsx'
import { Section } from '../../ui/section.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { DeploymentActions } from './deployment-actions.tsx'
import { DeploymentFacts } from './deployment-facts.tsx'
import { DeploymentLog } from './deployment-log.tsx'
import { DeploymentSpec } from './deployment-spec.tsx'
import { DeploymentSteps } from './deployment-steps.tsx'
import { originWords } from './origin-words.ts'

/** One deployment: its steps as they happen, what came of it and what was asked for. */
export function DeploymentPage() {
  const org = useOrg()
  const applicationId = useParam('applicationId')
  const deploymentId = useParam('deploymentId')
  const { data, error, refetch } = useQuery(deploymentQuery(deploymentId))
  // The application may be deleted while its deployments stay.
  const { data: application } = useQuery(applicationQuery(org, applicationId))
  const crumbs = [
    { label: 'Applications', to: paths.applications({ org }) },
    { label: application?.name ?? 'Application', to: paths.application({ org, applicationId }) },
    { label: 'Deployments', to: paths.deployments({ org, applicationId }) },
  ]
  if (!data)
    return (
      <Page title="Deployment" crumbs={crumbs}>
        {error ? (
          <Failure title="The deployment could not be loaded" error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting for="the deployment" />
        )}
      </Page>
    )
  return (
    <Page
      title={`${originWords(data)}${application ? `: ${application.name}` : ''}`}
      mark={<DeploymentBadge deployment={data} />}
      crumbs={crumbs}
      actions={<DeploymentActions org={org} deployment={data} />}
    >
      {error && (
        <Failure
          title="The server does not answer; this is what it said last"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      <Findings deployment={data} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Section title="Steps">
          <DeploymentSteps deployment={data} />
        </Section>
        <Section title="Deployment">
          <DeploymentFacts org={org} deployment={data} />
        </Section>
      </SimpleGrid>
      <DeploymentLog deploymentId={data.id} />
      <Section title="What was asked for">
        <DeploymentSpec deployment={data} />
      </Section>
    </Page>
  )
}

function Findings({ deployment }: { readonly deployment: Deployment }) {
  const { findings, state } = deployment
  if (findings.length === 0) return null
  return (
    <Stack component="section" gap="xs" aria-label="Findings">
      {state === 'failed' && <Text size="sm">It failed. What ran before it was left as it was.</Text>}
      {findings.map((finding) => (
        <FindingView key={finding.code + finding.summary} finding={finding} />
      ))}
    </Stack>
  )
}
