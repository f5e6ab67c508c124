import type { Application, Environment, Project } from '@fairlead/api/client'
import { Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { api } from '../../app/api.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EnvironmentDialog } from './environment-dialog.tsx'
import { EnvironmentRow } from './environment-row.tsx'
import { ProjectDialog } from './project-dialog.tsx'

interface ProjectCardProps {
  readonly project: Project
  readonly environments: readonly Environment[]
  /** Of the whole organization. */
  readonly applications: readonly Application[]
}

/** A project with its environments. */
export function ProjectCard({ project, environments, applications }: ProjectCardProps) {
  const org = useOrg()
  const client = useQueryClient()
  const id = useId()
  const [doing, setDoing] = useState<'rename' | 'delete' | 'add'>()
  const close = () => setDoing(undefined)
  const names = environments.map(({ name }) => name).join(', ')
  const keeps = environments.length === 0 ? undefined : `Delete its environments first: ${names}.`
  const remove = async () => {
    await api.projects.remove(project.id)
    await client.invalidateQueries({ queryKey: ['projects', org] })
  }
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={id}>
      {doing === 'rename' && <ProjectDialog project={project} onClose={close} />}
      {doing === 'add' && <EnvironmentDialog projectId={project.id} onClose={close} />}
      {doing === 'delete' && (
        <ConfirmDialog
          title={`Delete ${project.name}?`}
          action="Delete the project"
          done={`The project ${project.name} is gone.`}
          onConfirm={remove}
          onClose={close}
        >
          <Text size="sm">It has no environment, so nothing stops running.</Text>
        </ConfirmDialog>
      )}
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <div style={{ minWidth: 0 }}>
            <Title order={2} size="h4" id={id} style={{ overflowWrap: 'anywhere' }}>
              {project.name}
            </Title>
            {project.description && (
              <Text size="sm" c="dimmed">
                {project.description}
              </Text>
            )}
          </div>
          <Group gap="xs">
            <ActionButton
              permission="service:write"
              size="xs"
              variant="default"
              onClick={() => setDoing('add')}
            >
              New environment
            </ActionButton>
            <ActionButton
              permission="service:write"
              size="xs"
              variant="default"
              onClick={() => setDoing('rename')}
            >
              Rename
            </ActionButton>
            <ActionButton
              permission="service:write"
              size="xs"
              variant="default"
              because={keeps}
              onClick={() => setDoing('delete')}
            >
              Delete
            </ActionButton>
          </Group>
        </Group>
        {environments.length === 0 ? (
          <Text size="sm">It has no environment yet: make one to run applications in.</Text>
        ) : (
          <Table.ScrollContainer minWidth={560} type="native">
            <Table aria-label={`Environments of ${project.name}`}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Environment</Table.Th>
                  <Table.Th>Mode</Table.Th>
                  <Table.Th>Cluster</Table.Th>
                  <Table.Th>Applications</Table.Th>
                  <Table.Th>Actions</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {environments.map((environment) => (
                  <EnvironmentRow
                    key={environment.id}
                    environment={environment}
                    applications={applications.filter((each) => each.environment.id === environment.id)}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Stack>
    </Paper>
  )
}
