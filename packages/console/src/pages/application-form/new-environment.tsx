import type { Project } from '@fairlead/api/client'
import { Button, Group, Paper, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { clustersQuery, ENVIRONMENT_MODES, type EnvironmentMode, MODE_OPTIONS } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Failure } from '../../ui/failure.tsx'
import { told } from '../../ui/told.tsx'

interface NewEnvironmentProps {
  readonly projects: readonly Project[]
  readonly onMade: (environmentId: string) => void
  readonly onCancel: () => void
}

const NEW = 'new'

/** An environment, and a project where there is none for it yet, made beside the form of an application. */
export function NewEnvironment({ projects, onMade, onCancel }: NewEnvironmentProps) {
  const org = useOrg()
  const client = useQueryClient()
  const { data: clusters = [] } = useQuery(clustersQuery(org))
  const [projectId, setProjectId] = useState(projects[0]?.id ?? NEW)
  const [projectName, setProjectName] = useState('')
  const [name, setName] = useState('')
  const [mode, setMode] = useState<EnvironmentMode>('DEVELOPMENT')
  const [clusterId, setClusterId] = useState<string | null>(null)
  const cluster = clusterId ?? clusters.find(({ is_default }) => is_default)?.id ?? clusters[0]?.id ?? null
  const make = useMutation({
    mutationFn: async () => {
      // A project that was made before the environment failed is not made again.
      const known = projectId === NEW ? await api.projects.create(org, { name: projectName }) : undefined
      if (known) setProjectId(known.id)
      const project = known?.id ?? projectId
      return api.environments.create(project, { name, mode, ...(cluster ? { cluster } : {}) })
    },
    onSuccess: (made) => {
      told(`The environment ${made.name} is there.`)
      onMade(made.id)
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['projects', org] }),
        client.invalidateQueries({ queryKey: ['environments', org] }),
      ]),
  })
  const missing = name.trim() === '' || (projectId === NEW && projectName.trim() === '')
  return (
    <Paper withBorder p="sm" role="group" aria-label="New environment">
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label="Project"
            allowDeselect={false}
            value={projectId}
            onChange={(id) => setProjectId(id ?? NEW)}
            data={[
              ...projects.map((project) => ({ value: project.id, label: project.name })),
              { value: NEW, label: 'A new project' },
            ]}
          />
          {projectId === NEW && (
            <TextInput
              label="Name of the project"
              value={projectName}
              onChange={(event) => setProjectName(event.currentTarget.value)}
            />
          )}
          <TextInput
            label="Name of the environment"
            placeholder="staging"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Select
            label="Mode"
            allowDeselect={false}
            value={mode}
            onChange={(chosen) => setMode(ENVIRONMENT_MODES.find((each) => each === chosen) ?? 'DEVELOPMENT')}
            data={MODE_OPTIONS}
          />
          <Select
            label="Cluster"
            allowDeselect={false}
            value={cluster}
            onChange={setClusterId}
            data={clusters.map((each) => ({ value: each.id, label: each.name }))}
          />
        </SimpleGrid>
        {make.error && <Failure title="The environment was not made" error={make.error} />}
        <Group gap="xs">
          <ActionButton
            permission="service:write"
            size="xs"
            because={missing ? 'Give the names first.' : undefined}
            loading={make.isPending}
            onClick={() => make.mutate()}
          >
            Make the environment
          </ActionButton>
          <Button size="xs" variant="subtle" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
