import type { Cluster } from '@fairlead/api/client'
import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { clusterStatusQuery } from '../../data/clusters.ts'
import { clustersQuery } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { faultsOf } from '../../ui/field-issues.ts'
import { told } from '../../ui/told.tsx'
import { KubernetesFields } from './kubernetes-fields.tsx'
import {
  fromKubernetes,
  KUBERNETES_FIELDS,
  type KubernetesValues,
  toKubernetes,
} from './kubernetes-values.ts'
import { Unchecked } from './unchecked.tsx'

interface Values {
  name: string
  description: string
  target: KubernetesValues
}

interface EditKubernetesFormProps {
  readonly cluster: Cluster
  readonly target: Extract<Cluster['target'], { kind: 'kubernetes' }>
  readonly onClose: () => void
}

const FIELDS = ['name', 'description', ...KUBERNETES_FIELDS]

/** Changes a Kubernetes cluster; the server checks it before it is saved. */
export function EditKubernetesForm({ cluster, target, onClose }: EditKubernetesFormProps) {
  const org = useOrg()
  const client = useQueryClient()
  const [shown, setShown] = useState(() => fromKubernetes(target))
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: {
      name: cluster.name,
      description: cluster.description,
      target: fromKubernetes(target),
    },
    onValuesChange: (values) => setShown(values.target),
    validate: { name: (name) => (name.trim() === '' ? 'Give the cluster a name.' : null) },
  })
  const save = useMutation({
    mutationFn: ({ values, unverified }: { values: Values; unverified: boolean }) => {
      const { name, description, target: wanted } = values
      const body = { name: name.trim(), description: description.trim(), target: toKubernetes(wanted) }
      return api.clusters.edit(org, cluster.id, body, { unverified })
    },
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: clustersQuery(org).queryKey })
      void client.invalidateQueries({ queryKey: clusterStatusQuery(org, cluster.id).queryKey })
      told(`The cluster ${name} is saved.`)
      onClose()
    },
    onError: (error) => form.setErrors(faultsOf(error, FIELDS).fields),
  })
  const { rest } = faultsOf(save.error, FIELDS)
  return (
    <form
      onSubmit={form.onSubmit((values) => save.mutate({ values, unverified: false }))}
      autoComplete="off"
      noValidate
    >
      <Stack>
        <TextInput label="Name" data-autofocus key={form.key('name')} {...form.getInputProps('name')} />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          key={form.key('description')}
          {...form.getInputProps('description')}
        />
        <KubernetesFields
          form={form}
          values={shown}
          onKubeconfig={(text) => form.setFieldValue('target.kubeconfig', text)}
          isEdit
        />
        {rest !== undefined && <Failure title="The cluster was not saved" error={rest} />}
        <Unchecked
          error={rest}
          isSaving={save.isPending}
          onSave={() => save.mutate({ values: form.getValues(), unverified: true })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Check and save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
