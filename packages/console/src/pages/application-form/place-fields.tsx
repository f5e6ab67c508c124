import { Button, Select, Stack } from '@mantine/core'
import { PlusIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { environmentsQuery, projectsQuery } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { FieldsProps } from './application-form.ts'
import { NewEnvironment } from './new-environment.tsx'

/** The environment that the application runs in: one that is there, or a new one. */
export function PlaceFields({ form }: FieldsProps) {
  const org = useOrg()
  const projects = useQuery(projectsQuery(org))
  const environments = useQuery(environmentsQuery(org))
  const [isMaking, setMaking] = useState(false)
  const error = projects.error ?? environments.error
  if (error) {
    const retry = () => void Promise.all([projects.refetch(), environments.refetch()])
    return <Failure title="The environments could not be loaded" error={error} onRetry={retry} />
  }
  if (!projects.data || !environments.data) return <Waiting for="the environments" />
  const all = environments.data
  const groups = projects.data.map(({ id, name }) => ({
    group: name,
    items: all
      .filter(({ project }) => project.id === id)
      .map((each) => ({
        value: each.id,
        label: `${name} / ${each.name} (${each.mode.toLowerCase()}, on ${each.cluster_name})`,
      })),
  }))
  return (
    <Stack gap="sm" align="stretch">
      <Select
        label="Environment"
        required
        searchable
        placeholder={all.length === 0 ? 'There is none yet: make one' : 'Project / environment'}
        nothingFoundMessage="No environment of this name"
        data={groups.filter(({ items }) => items.length > 0)}
        {...form.getInputProps('environmentId')}
        onChange={(id) => form.setFieldValue('environmentId', id ?? '')}
      />
      {isMaking ? (
        <NewEnvironment
          projects={projects.data}
          onMade={(id) => {
            form.setFieldValue('environmentId', id)
            setMaking(false)
          }}
          onCancel={() => setMaking(false)}
        />
      ) : (
        <Button
          variant="default"
          size="xs"
          leftSection={<PlusIcon />}
          onClick={() => setMaking(true)}
          style={{ alignSelf: 'flex-start' }}
        >
          New environment
        </Button>
      )}
    </Stack>
  )
}
