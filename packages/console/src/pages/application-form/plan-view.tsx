import type { DeploymentPlan } from '@fairlead/api/client'
import { Badge, Code, Group, List, Stack, Table, Text, Title } from '@mantine/core'
import { CheckCircleIcon, XCircleIcon } from '@primer/octicons-react'
import { formatBytes } from '../../ui/bytes.ts'
import { Copyable } from '../../ui/copy.tsx'
import { FindingView } from '../../ui/finding-view.tsx'
import { PlanChanges } from './plan-changes.tsx'

/** What a deployment would do: the image and the proof of its pull, what the cluster does, and what changes. */
export function PlanView({ plan }: { readonly plan: DeploymentPlan }) {
  const { ok, findings, objects, steps, cluster } = plan
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Badge
          color={ok ? 'green' : 'red'}
          variant="light"
          autoContrast
          leftSection={ok ? <CheckCircleIcon size={12} /> : <XCircleIcon size={12} />}
        >
          {ok ? 'Would deploy' : 'Would fail'}
        </Badge>
        <Text size="sm">
          on {cluster.name}, {cluster.kind === 'docker' ? 'a Docker engine' : 'a Git repository'}
        </Text>
      </Group>
      {findings.map((finding) => (
        <FindingView key={finding.code + finding.summary} finding={finding} />
      ))}
      <PlannedImage plan={plan} />
      <PlanChanges plan={plan} />
      {steps.length > 0 && (
        <div>
          <Title order={3} size="h6">
            What the cluster does
          </Title>
          <List type="ordered" size="sm">
            {steps.map(({ name, message }) => (
              <List.Item key={name + message}>{message}</List.Item>
            ))}
          </List>
        </div>
      )}
      {objects.length > 0 && <PlannedObjects objects={objects} />}
    </Stack>
  )
}

function PlannedImage({ plan }: { readonly plan: DeploymentPlan }) {
  const { image, identity, platform, nodes, checks, pullProved, downloadBytes } = plan
  return (
    <div>
      <Title order={3} size="h6">
        The image
      </Title>
      <Stack gap={4}>
        {image && (
          <>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <Code>
                {image.registry}/{image.repository}:{image.tag}
              </Code>{' '}
              is
            </Text>
            <Copyable value={image.digest} what="digest" shown={`${image.digest.slice(0, 25)}…`} />
            <Text size="sm">
              {platformText(image.platforms, platform, nodes)}
              {downloadBytes !== null && ` ${formatBytes(downloadBytes)} in all its layers.`}
            </Text>
          </>
        )}
        {identity && (
          <Text size="sm">
            Pulled {identity.reason}
            {identity.username === null ? ', without a login' : `, logged in as ${identity.username}`}.{' '}
            {pullProved && 'Its manifest, its config and the first bytes of a layer were read just now.'}
          </Text>
        )}
        {checks.length > 0 && (
          <List size="sm" aria-label="Looks at the registry">
            {checks.map(({ name, state, message }) => (
              <List.Item key={name}>
                {state === 'failed' ? 'Failed: ' : ''}
                {message}
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </div>
  )
}

function platformText(offered: readonly string[], runs: string | null, nodes: readonly string[]): string {
  const platforms = offered.length === 0 ? 'It names no platform.' : `It offers ${offered.join(', ')}.`
  if (runs !== null) return `${platforms} The cluster runs ${runs}.`
  return nodes.length === 0 ? `${platforms} The cluster chooses.` : platforms
}

const CHANGES = { create: 'made', change: 'changed', remove: 'taken away', keep: 'stays as it is' } as const

function PlannedObjects({ objects }: Pick<DeploymentPlan, 'objects'>) {
  const isFiles = objects[0]?.kind === 'file'
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table>
        <Table.Caption>{isFiles ? 'Files of the repository' : 'Containers of the engine'}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{isFiles ? 'File' : 'Container'}</Table.Th>
            <Table.Th>Is</Table.Th>
            {!isFiles && <Table.Th>With</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {objects.map(({ name, change, detail }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: instances may share a name
            <Table.Tr key={name + index}>
              <Table.Td className="mono">{name}</Table.Td>
              <Table.Td>{CHANGES[change]}</Table.Td>
              {!isFiles && <Table.Td>{detail}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
