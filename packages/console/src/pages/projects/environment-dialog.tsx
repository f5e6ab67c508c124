import type { Environment } from '@fairlead/api/client'
import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { clustersQuery, type EnvironmentMode, MODE_OPTIONS } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure } from '../../ui/failure.tsx'
import { faultsOf } from '../../ui/field-issues.ts'
import { told } from '../../ui/told.tsx'

interface EnvironmentDialogProps {
  readonly projectId: string
  /** Absent: a new one. */
  readonly environment?: Environment
  readonly onClose: () => void
}

interface Values {
  name: string
  mode: EnvironmentMode
  /** Empty: the organization's default. */
  cluster: string
}

const FIELDS = ['name', 'mode', 'cluster']

/** A new environment, or another name or mode for one that is there. Its cluster stays what it is. */
export function EnvironmentDialog({ projectId, environment, onClose }: EnvironmentDialogProps) {
  const org = useOrg()
  const client = useQueryClient()
  const { data: clusters = [] } = useQuery(clustersQuery(org))
  const form = useForm<Values>({
    initialValues: {
      name: environment?.name ?? '',
      mode: environment?.mode ?? 'DEVELOPMENT',
      cluster: environment?.cluster_id ?? '',
    },
    validate: { name: (name) => (name.trim() === '' ? 'Give it a name.' : null) },
  })
  const save = useMutation({
    mutationFn: ({ name, mode, cluster }: Values) =>
      environment
        ? api.environments.edit(environment.id, { name: name.trim(), mode })
        : api.environments.create(projectId, { name: name.trim(), mode, ...(cluster ? { cluster } : {}) }),
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: ['environments', org] })
      told(environment ? `The environment ${name} is saved.` : `The environment ${name} is there.`)
      onClose()
    },
    onError: (error) => form.setErrors(faultsOf(error, FIELDS).fields),
  })
  const { rest } = faultsOf(save.error, FIELDS)
  const isDefault = (each: (typeof clusters)[number]) => (each.is_default ? ' (the default)' : '')
  return (
    <Dialog title={environment ? `Edit ${environment.name}` : 'New environment'} onClose={onClose}>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} autoComplete="off" noValidate>
        <Stack>
          <TextInput label="Name" placeholder="staging" data-autofocus {...form.getInputProps('name')} />
          <Select
            label="Mode"
            description="What it is for; nothing runs differently by it."
            allowDeselect={false}
            data={MODE_OPTIONS}
            {...form.getInputProps('mode')}
          />
          <Select
            label="Cluster"
            description={
              environment ? 'It stays: what runs there is not moved.' : 'Where its applications run.'
            }
            placeholder="The organization's default"
            allowDeselect={false}
            disabled={environment !== undefined}
            data={clusters.map((each) => ({ value: each.id, label: each.name + isDefault(each) }))}
            {...form.getInputProps('cluster')}
          />
          {rest !== undefined && rest !== null && (
            <Failure title="The environment was not saved" error={rest} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {environment ? 'Save' : 'Make the environment'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
