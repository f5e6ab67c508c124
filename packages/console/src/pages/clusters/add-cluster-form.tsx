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
import { KubernetesFields } from './kubernetes-fields.tsx'
import {
  KUBERNETES_FIELDS,
  type KubernetesValues,
  NEW_KUBERNETES,
  toKubernetes,
} from './kubernetes-values.ts'
import { TARGET_KINDS, type TargetKind } from './target-kinds.tsx'
import { Unchecked } from './unchecked.tsx'

interface Values {
  name: string
  description: string
  is_default: boolean
  target: KubernetesValues & {
    kind: TargetKind
    endpoint: string
    publish_address: string
    folder: string
    branch: string
  }
}

const FIELDS = [
  'name',
  'description',
  'target.endpoint',
  'target.publish_address',
  'target.folder',
  'target.branch',
  ...KUBERNETES_FIELDS,
]

const toRequest = ({ name, description, is_default, target }: Values): ClusterRequest => ({
  name: name.trim(),
  description: description.trim(),
  is_default,
  target: toTarget(target),
})

function toTarget(target: Values['target']): ClusterRequest['target'] {
  const { kind, endpoint, publish_address, folder, branch } = target
  switch (kind) {
    case 'docker':
      return { kind, endpoint, publish_address }
    case 'gitops':
      return { kind, folder, branch }
    case 'kubernetes':
      return toKubernetes(target)
  }
}

const NEW_TARGET: Values['target'] = {
  kind: 'docker',
  endpoint: 'unix:///var/run/docker.sock',
  publish_address: '127.0.0.1',
  folder: '',
  branch: 'main',
  ...NEW_KUBERNETES,
}

/** The kind first, then what that kind needs; the server checks each field and its words stand at it. */
export function AddClusterForm({ onClose }: { readonly onClose: () => void }) {
  const org = useOrg()
  const client = useQueryClient()
  const [shown, setShown] = useState<Values['target']>(NEW_TARGET)
  const { kind } = shown
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: {
      name: '',
      description: '',
      is_default: false,
      target: NEW_TARGET,
    },
    onValuesChange: ({ target }) => setShown(target),
    validate: { name: (name) => (name.trim() === '' ? 'Give the cluster a name.' : null) },
  })
  const add = useMutation({
    mutationFn: ({ values, unverified }: { values: Values; unverified: boolean }) =>
      api.clusters.create(org, toRequest(values), { unverified }),
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: clustersQuery(org).queryKey })
      told(`The cluster ${name} is added.`)
      onClose()
    },
    onError: (error) => form.setErrors(faultsOf(error, FIELDS).fields),
  })
  const { rest } = faultsOf(add.error, FIELDS)
  return (
    <form
      onSubmit={form.onSubmit((values) => add.mutate({ values, unverified: false }))}
      autoComplete="off"
      noValidate
    >
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
        {kind === 'kubernetes' && (
          <KubernetesFields
            form={form}
            values={shown}
            onKubeconfig={(text) => form.setFieldValue('target.kubeconfig', text)}
          />
        )}
        {kind === 'docker' && (
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
        )}
        {kind === 'gitops' && (
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
        <Unchecked
          error={rest}
          isSaving={add.isPending}
          onSave={() => add.mutate({ values: form.getValues(), unverified: true })}
        />
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
