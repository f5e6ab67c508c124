import type { Cluster, Environment } from '@fairlead/api/client'
import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { projectsQuery } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { ClusterState } from './cluster-state.tsx'
import { DeleteClusterDialog } from './delete-cluster-dialog.tsx'
import { EditClusterDialog } from './edit-cluster-dialog.tsx'
import { addressOf, TARGET_KINDS } from './target-kinds.tsx'

interface ClusterCardProps {
  readonly cluster: Cluster
  /** Those that run on it; undefined until they are known. */
  readonly environments: readonly Environment[] | undefined
}

/** One cluster: what it is, what runs there, and its state as the target itself tells it. */
export function ClusterCard({ cluster, environments }: ClusterCardProps) {
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const { label, icon: Icon } = TARGET_KINDS[cluster.target.kind]
  const { data: projects = [] } = useQuery(projectsQuery(useOrg()))
  const projectOf = ({ project }: Environment) => projects.find(({ id }) => id === project.id)?.name ?? '…'
  const close = () => setOpen(undefined)
  return (
    <Paper component="li" withBorder p="md" aria-label={cluster.name}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <div style={{ minWidth: 0 }}>
            <Group gap="xs">
              <Icon />
              <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
                {cluster.name}
              </Title>
              {cluster.is_default && (
                <Badge variant="light" title="New environments run here unless they say otherwise">
                  Default
                </Badge>
              )}
            </Group>
            <Text size="sm" c="dimmed">
              {label}
              {cluster.description && `: ${cluster.description}`}
            </Text>
          </div>
          <Group gap="xs">
            <ActionButton
              permission="organization:write"
              variant="default"
              size="xs"
              aria-label={`Edit ${cluster.name}`}
              onClick={() => setOpen('edit')}
            >
              Edit
            </ActionButton>
            <ActionButton
              permission="organization:write"
              because={keptBy(environments)}
              variant="default"
              size="xs"
              aria-label={`Delete ${cluster.name}`}
              onClick={() => setOpen('delete')}
            >
              Delete
            </ActionButton>
          </Group>
        </Group>
        <Facts>
          {addressOf(cluster).map(([word, value]) => (
            <Fact key={word} name={word}>
              <span className="mono">{value}</span>
            </Fact>
          ))}
          <Fact name="Environments">
            {environments === undefined
              ? '…'
              : environments.length === 0
                ? 'None'
                : environments.map((each) => `${projectOf(each)} / ${each.name}`).join(', ')}
          </Fact>
        </Facts>
        <ClusterState cluster={cluster} />
      </Stack>
      {open === 'edit' && <EditClusterDialog cluster={cluster} onClose={close} />}
      {open === 'delete' && <DeleteClusterDialog cluster={cluster} onClose={close} />}
    </Paper>
  )
}

/** Why it cannot be deleted. */
function keptBy(environments: readonly Environment[] | undefined): string | undefined {
  if (environments === undefined) return 'It is not known yet what runs here.'
  if (environments.length === 0) return undefined
  const names = environments.map(({ name }) => `"${name}"`).join(', ')
  return environments.length === 1
    ? `The environment ${names} runs here. Delete it under Projects first.`
    : `The environments ${names} run here. Delete them under Projects first.`
}
