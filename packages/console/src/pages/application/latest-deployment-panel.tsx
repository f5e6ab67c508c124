import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { deploymentQuery } from '../../data/applications.ts'
import { DeploymentBadge } from '../../ui/deployment-badge.tsx'
import { Failure } from '../../ui/failure.tsx'
import { FindingView } from '../../ui/finding-view.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OpenApplication } from './application-frame.tsx'
import { DeploymentSteps } from './deployment-steps.tsx'
import { originWords } from './origin-words.ts'

/** The latest deployment with its steps as they happen. */
export function LatestDeploymentPanel({ open }: { readonly open: OpenApplication }) {
  const id = open.status?.deployment_request_id
  return (
    <Section title="Latest deployment">
      {id ? (
        <Latest open={open} id={id} />
      ) : open.status ? (
        <Text size="sm" c="dimmed">
          It was never deployed. Deploy it to see it run.
        </Text>
      ) : (
        <Waiting for="its deployments" />
      )}
    </Section>
  )
}

function Latest({ open, id }: { readonly open: OpenApplication; readonly id: string }) {
  const { data, error, refetch } = useQuery(deploymentQuery(id))
  if (!data)
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} />
    ) : (
      <Waiting for="the latest deployment" />
    )
  const to = paths.deployment({ org: open.org, applicationId: open.application.id, deploymentId: id })
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <DeploymentBadge deployment={data} />
        <Text size="sm">
          <Link to={to}>{originWords(data)}</Link> by {data.requestedBy}, <Time at={data.createdAt} />
        </Text>
      </Group>
      <DeploymentSteps deployment={data} />
      {data.findings.map((finding) => (
        <FindingView key={finding.code + finding.summary} finding={finding} />
      ))}
    </Stack>
  )
}
