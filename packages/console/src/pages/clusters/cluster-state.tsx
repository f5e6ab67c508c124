import type { Cluster } from '@fairlead/api/client'
import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { AlertIcon, CheckCircleIcon, SyncIcon, XCircleIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { clusterStatusQuery } from '../../data/clusters.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { FindingView } from '../../ui/finding-view.tsx'
import { Time } from '../../ui/time.tsx'
import { ClusterFacts } from './cluster-facts.tsx'

const LOOKS = {
  ready: { color: 'green', icon: <CheckCircleIcon size={12} />, word: 'Ready to deploy to' },
  warned: { color: 'yellow', icon: <AlertIcon size={12} />, word: 'Ready, with warnings' },
  failing: { color: 'red', icon: <XCircleIcon size={12} />, word: 'Cannot be deployed to' },
} as const

/** What the cluster answered just now, with its findings; asked again by the button and each half minute. */
export function ClusterState({ cluster }: { readonly cluster: Cluster }) {
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(
    clusterStatusQuery(useOrg(), cluster.id),
  )
  const look =
    data && (data.is_deployed ? (data.findings.length > 0 ? LOOKS.warned : LOOKS.ready) : LOOKS.failing)
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Group gap="sm" role="status">
          {look && (
            <Badge color={look.color} variant="light" leftSection={look.icon}>
              {look.word}
            </Badge>
          )}
          <Text size="sm" c="dimmed">
            {isFetching ? 'Asking the target …' : data && <Checked at={dataUpdatedAt} />}
          </Text>
        </Group>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<SyncIcon />}
          onClick={() => void refetch()}
          aria-label={`Check now: ${cluster.name}`}
        >
          Check now
        </Button>
      </Group>
      {data && <ClusterFacts status={data} />}
      {data?.findings.map((finding) => (
        <FindingView key={finding.code + finding.summary} finding={finding} />
      ))}
      {error && !isFetching && (
        <Failure title="The state could not be asked" error={error} onRetry={() => void refetch()} />
      )}
    </Stack>
  )
}

function Checked({ at }: { readonly at: number }) {
  return (
    <>
      Checked <Time at={new Date(at).toISOString()} />
    </>
  )
}
