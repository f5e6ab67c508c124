import type { Application } from '@fairlead/api/client'
import { Stack, Table, Text } from '@mantine/core'
import { paths } from '../../app/paths.ts'
import { shortDigest } from '../../ui/digest.tsx'
import { Endpoints } from '../../ui/endpoints.tsx'
import { upperFirst } from '../../ui/letter-case.ts'
import { Link } from '../../ui/link.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Time } from '../../ui/time.tsx'

const FRESHNESS = {
  UP_TO_DATE: 'Up to date',
  OUT_OF_DATE: 'Changed since it was deployed',
  NEVER_DEPLOYED: undefined,
} as const

interface ApplicationRowProps {
  readonly application: Application
  readonly org: string
  readonly position: number
  readonly measure: (row: Element | null) => void
}

/** One application of the list. */
export function ApplicationRow({ application, org, position, measure }: ApplicationRowProps) {
  const { container, environment, status, running, last_deployment: last } = application
  const of = { org, applicationId: container.id }
  const freshness = FRESHNESS[status.service_deployment_status]
  return (
    <Table.Tr ref={measure} data-index={position} aria-rowindex={position + 2}>
      <Table.Th scope="row" fw="normal">
        <Link to={paths.application(of)} fw={600}>
          {container.name}
        </Link>
      </Table.Th>
      <Table.Td>
        <Stack gap={2} align="flex-start">
          <StateBadge state={status.state} />
          {freshness && (
            <Text size="xs" c="dimmed">
              {freshness}
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        <span className="mono">
          {container.image_name}:{container.tag}
        </span>
        <Text size="xs" c="dimmed" className="mono">
          {running ? shortDigest(running.digest) : 'No digest yet'}
        </Text>
      </Table.Td>
      <Table.Td>{environment.cluster_name}</Table.Td>
      <Table.Td>
        <Endpoints endpoints={running?.endpoints ?? []} />
      </Table.Td>
      <Table.Td>
        {last ? (
          <>
            <Link to={paths.deployment({ ...of, deploymentId: last.id })} size="sm">
              <Time at={last.created_at} />
            </Link>
            <Text size="xs" c="dimmed">
              {upperFirst(last.origin)} by {last.requested_by}
            </Text>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Never
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
