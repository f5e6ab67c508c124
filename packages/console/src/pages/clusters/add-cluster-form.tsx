import type { ClusterRequest } from '@fairlead/api/client'
import { Button, Checkbox, Group, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { clustersQuery } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { faultsOf } from '../../ui/field-issues.ts'
import { told } from '../../ui/told.tsx'
import { TARGET_KINDS, type TargetKind } from './target-kinds.tsx'

interface Values {
  name: string
  description: string
  is_default: boolean
  target: { kind: TargetKind; endpoint: string; publish_address: string; folder: string; branch: string }
}

const FIELDS = [
  'name',
  'description',
  'target.endpoint',
  'target.publish_address',
  'target.folder',
  'target.branch',
]

const toRequest = ({ name, description, is_default, target }: Values): ClusterRequest => {
  const { kind, endpoint, publish_address, folder, branch } = target
  return {
    name: name.trim(),
    description: description.trim(),
    is_default,
    target: kind === 'docker' ? { kind, endpoint, publish_address } : { kind, folder, branch },
  }
}

/** The kind first, then what that kind needs; the server checks each field and its words stand at it. */
export function AddClusterForm({ onClose }: { readonly onClose: () => void }) {
  const org = useOrg()
  const client = useQueryClient()
  const [kind, setKind] = useState<TargetKind>('docker')
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: {
      name: '',
      description: '',
      is_default: false,
      target: {
        kind: 'docker',
        endpoint: 'unix:///var/run/docker.sock',
        publish_address: '127.0.0.1',
        folder: '',
        branch: 'main',
      },
    },
    onValuesChange: ({ target }) => setKind(target.kind),
    validate: { name: (name) => (name.trim() === '' ? 'Give the cluster a name.' : null) },
  })
  const add = useMutation({
    mutationFn: (values: Values) => api.clusters.create(org, toRequest(values)),
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: clustersQuery(org).queryKey })
      told(`The cluster ${name} is added.`)
      onClose()
    },
    onError: (error) => form.setErrors(faultsOf(error, FIELDS).fields),
  })
  const { rest } = faultsOf(add.error, FIELDS)
  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))} autoComplete="off" noValidate>
      <Stack>
        <Radio.Group
          label="Kind"
          description="It stays what it is: services of one target are not found on another."
          key={form.key('target.kind')}
          {...form.getInputProps('target.kind')}
        >
          <Stack gap="xs" mt={6}>
            {Object.entries(TARGET_KINDS).map(([value, { label, about }], index) => (
              <Radio
                key={value}
                value={value}
                label={label}
                description={about}
                data-autofocus={index === 0 || undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label="Name"
          placeholder="staging"
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        {kind === 'docker' ? (
          <>
            <TextInput
              label="Engine socket"
              description="Socket of a Docker engine on the machine of this server, which its user may write to."
              key={form.key('target.endpoint')}
              {...form.getInputProps('target.endpoint')}
            />
            <TextInput
              label="Publish ports at"
              description="127.0.0.1 for this machine only, 0.0.0.0 for every interface."
              key={form.key('target.publish_address')}
              {...form.getInputProps('target.publish_address')}
            />
          </>
        ) : (
          <>
            <TextInput
              label="Folder"
              description="Absolute path on the machine of this server: a Git work tree, or a folder that becomes one."
              placeholder="/srv/deployments"
              key={form.key('target.folder')}
              {...form.getInputProps('target.folder')}
            />
            <TextInput
              label="Branch"
              description="Deployments are committed here; the controller follows it."
              key={form.key('target.branch')}
              {...form.getInputProps('target.branch')}
            />
          </>
        )}
        <Textarea
          label="Description"
          autosize
          minRows={2}
          key={form.key('description')}
          {...form.getInputProps('description')}
        />
        <Checkbox
          label="New environments run here unless they say otherwise"
          description="Only one cluster is the default. The first one is it anyway."
          key={form.key('is_default')}
          {...form.getInputProps('is_default', { type: 'checkbox' })}
        />
        {rest !== undefined && <Failure title="The cluster was not added" error={rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add cluster
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
