import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { applicationsQuery } from '../../data/applications.ts'
import { useLatestDeployments } from '../../data/latest-deployments.ts'
import { useOrg } from '../../data/use-org.ts'
import { DeploymentBadge } from '../../ui/deployment-badge.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { Waiting } from '../../ui/waiting.tsx'

const COUNT = 8
/** What was deployed last, of any application. */
export function LatestDeployments() {
  const org = useOrg()
  const { data: applications = [] } = useQuery(applicationsQuery(org))
  const { deployments, isPending, error } = useLatestDeployments(org, COUNT)
  const nameOf = (id: string) => applications.find(({ container }) => container.id === id)?.container.name
  return (
    <Section title="Latest deployments">
      {error ? (
        <Failure title="The deployments could not be loaded" error={error} />
      ) : isPending ? (
        <Waiting for="the deployments" />
      ) : deployments.length === 0 ? (
        <Text c="dimmed">Nothing was deployed yet.</Text>
      ) : (
        <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
          {deployments.map((deployment) => (
            <Group
              key={deployment.id}
              component="li"
              justify="space-between"
              gap="xs"
              wrap="nowrap"
              align="flex-start"
            >
              <div style={{ minWidth: 0, flex: 1 }}>
                <Link
                  size="sm"
                  to={paths.deployment({
                    org,
                    applicationId: deployment.containerId,
                    deploymentId: deployment.id,
                  })}
                >
                  {nameOf(deployment.containerId) ?? 'An application'}: {deployment.origin}
                </Link>
                <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {deployment.spec.imageName}:{deployment.spec.tag}, by {deployment.requestedBy}{' '}
                  <Time at={deployment.createdAt} />
                </Text>
              </div>
              <DeploymentBadge deployment={deployment} />
            </Group>
          ))}
        </Stack>
      )}
    </Section>
  )
}
