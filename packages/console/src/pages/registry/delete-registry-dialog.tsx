import type { RegistryImpactAnswer } from '@fairlead/api/client'
import { Alert, Button, Group, List, Stack, Text, TextInput } from '@mantine/core'
import { AlertFillIcon } from '@primer/octicons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { impactQuery } from '../../data/registries.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure } from '../../ui/failure.tsx'
import { told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OfRegistry } from './registry-page.tsx'

interface DeleteRegistryDialogProps extends OfRegistry {
  readonly onClose: () => void
}

/** Deletes a registry after it was told what that breaks; where it breaks something its name must be typed. */
export function DeleteRegistryDialog(props: DeleteRegistryDialogProps) {
  return (
    <Dialog title={`Delete ${props.registry.name}?`} size="lg" onClose={props.onClose}>
      <Deleting {...props} />
    </Dialog>
  )
}

function Deleting({ org, registry, onClose }: DeleteRegistryDialogProps) {
  const { data: impact, error, refetch } = useQuery(impactQuery(org, registry.id))
  const [typed, setTyped] = useState('')
  const router = useRouter()
  const client = useQueryClient()
  const breaks = (impact?.services.length ?? 0) > 0
  const removal = useMutation({
    mutationFn: () => api.registries.remove(org, registry.id, { force: breaks }),
    onSuccess: () => {
      router.history.push(paths.registries({ org }))
      client.removeQueries({ queryKey: ['registries', org, registry.id] })
      told(`The registry "${registry.name}" was deleted.`)
    },
  })
  if (error)
    return (
      <Failure
        title="What it would break could not be found out"
        error={error}
        onRetry={() => void refetch()}
      />
    )
  if (!impact) return <Waiting for="what it would break" />
  return (
    <Stack
      component="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!breaks || typed === registry.name) removal.mutate()
      }}
    >
      {breaks ? (
        <Breaks impact={impact} />
      ) : (
        <Text>
          No service uses it, so nothing breaks. Its credential, findings and history are forgotten.
        </Text>
      )}
      {breaks && (
        <TextInput
          label={`To delete it all the same, type its name: ${registry.name}`}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          autoComplete="off"
        />
      )}
      {removal.error && <Failure title="The registry was not deleted" error={removal.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          color="red"
          loading={removal.isPending}
          disabled={breaks && typed !== registry.name}
        >
          {breaks ? 'Delete although it is used' : 'Delete'}
        </Button>
      </Group>
    </Stack>
  )
}

function Breaks({ impact: { services } }: { readonly impact: RegistryImpactAnswer }) {
  const running = services.filter((service) => service.running).length
  return (
    <Alert
      color="red"
      variant="light"
      icon={<AlertFillIcon />}
      title={services.length === 1 ? 'One service uses it' : `${services.length} services use it`}
    >
      <Stack gap="xs">
        <Text size="sm">
          What runs keeps running until it has to pull again. None of these can be deployed until it is
          pointed at another registry{running > 0 && `; ${running} of them run from it now`}.
        </Text>
        <List size="sm" aria-label="Services that use it" mah={200} style={{ overflowY: 'auto' }}>
          {services.map(({ service_id, project_name, environment_name, service_name, running: runs }) => (
            <List.Item key={service_id}>
              {project_name} / {environment_name} / <strong>{service_name}</strong>
              {runs && ' (running)'}
            </List.Item>
          ))}
        </List>
      </Stack>
    </Alert>
  )
}
