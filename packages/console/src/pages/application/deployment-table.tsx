import type { Deployment } from '@fairlead/api/client'
import { Table, Text } from '@mantine/core'
import { paths } from '../../app/paths.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { DeploymentBadge } from '../../ui/deployment-badge.tsx'
import { shortDigest } from '../../ui/digest.tsx'
import { Elapsed } from '../../ui/elapsed.tsx'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { whyNot } from './action-reasons.ts'
import type { OpenApplication } from './application-frame.tsx'
import { originWords } from './origin-words.ts'

interface DeploymentTableProps {
  readonly open: OpenApplication
  readonly deployments: readonly Deployment[]
  readonly onRollback: (deployment: Deployment) => void
}

/** Deployments, newest first. */
export function DeploymentTable({ open, deployments, onRollback }: DeploymentTableProps) {
  return (
    <Table.ScrollContainer minWidth={860} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label="Deployments" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Deployment</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Image</Table.Th>
            <Table.Th>Took</Table.Th>
            <Table.Th>Findings</Table.Th>
            <Table.Th>Go back</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deployments.map((deployment) => (
            <Row key={deployment.id} open={open} deployment={deployment} onRollback={onRollback} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

interface RowProps extends Omit<DeploymentTableProps, 'deployments'> {
  readonly deployment: Deployment
}

function Row({ open, deployment, onRollback }: RowProps) {
  const { org, application, status } = open
  const { image, spec, findings, startedAt, finishedAt, requestedBy, createdAt, action, state } = deployment
  const to = paths.deployment({ org, applicationId: application.id, deploymentId: deployment.id })
  const ranWell = action === 'deploy' && state === 'succeeded'
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <Link to={to} fw={600}>
          {originWords(deployment)}
        </Link>
        <Text size="xs" c="dimmed">
          <Time at={createdAt} /> by {requestedBy}
        </Text>
      </Table.Th>
      <Table.Td>
        <DeploymentBadge deployment={deployment} />
      </Table.Td>
      <Table.Td>
        <span className="mono">{image?.tag ?? spec.tag}</span>
        <Text size="xs" c="dimmed" className="mono">
          {image ? shortDigest(image.digest) : 'Not resolved'}
        </Text>
      </Table.Td>
      <Table.Td>{startedAt ? <Elapsed from={startedAt} until={finishedAt} /> : 'Not begun'}</Table.Td>
      <Table.Td maw={320}>
        <Text size="sm" lineClamp={2}>
          {findings[0]?.summary ?? 'None'}
        </Text>
        {findings.length > 1 && (
          <Text size="xs" c="dimmed">
            and {findings.length - 1} more
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {ranWell && (
          <ActionButton
            permission="service:deploy"
            because={whyNot('rollback', status)}
            size="compact-sm"
            variant="default"
            onClick={() => onRollback(deployment)}
            aria-label={`Roll back to ${image?.tag ?? spec.tag} of ${new Date(createdAt).toLocaleString()}`}
          >
            Roll back …
          </ActionButton>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
