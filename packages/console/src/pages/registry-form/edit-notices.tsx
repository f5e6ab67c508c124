import type { Registry } from '@fairlead/api/client'
import { Alert, Button, List, Stack, Text } from '@mantine/core'
import { AlertIcon, InfoIcon, KeyIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { registryServicesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'

/** Who pulls through the connection that is about to change. */
export function UsedBy({ registry }: { readonly registry: Registry }) {
  const { data: services, error } = useQuery(registryServicesQuery(useOrg(), registry.id))
  if (error) return <Failure title="The services that use it could not be loaded" error={error} />
  if (!services || services.length === 0) return null
  const [word, verb] = services.length === 1 ? ['application', 'uses'] : ['applications', 'use']
  return (
    <Alert color="blue" variant="light" icon={<InfoIcon />} title={`${services.length} ${word} ${verb} it`}>
      <Text size="sm">Their next deployments and restarts pull with what you save here.</Text>
      <List size="sm" mt={4}>
        {services.slice(0, 10).map(({ service_id, project_name, environment_name, service_name }) => (
          <List.Item key={service_id}>
            {project_name} / {environment_name} / <strong>{service_name}</strong>
          </List.Item>
        ))}
        {services.length > 10 && <List.Item>and {services.length - 10} more</List.Item>}
      </List>
    </Alert>
  )
}

/** Why the stored secret does not do any more. */
export function SecretNeeded({ moved }: { readonly moved: readonly string[] }) {
  return (
    <Alert
      role="status"
      color="yellow"
      variant="light"
      icon={<KeyIcon />}
      title="The secret has to be typed again"
    >
      <Text size="sm">
        You change {list.format(moved)}. The stored secret was given for what was there before, and is never
        sent to another place or for another user.
      </Text>
    </Alert>
  )
}

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** Somebody else saved meanwhile. */
export function ChangedMeanwhile({ onReload }: { readonly onReload: () => void }) {
  return (
    <Alert
      role="alert"
      color="yellow"
      variant="light"
      icon={<AlertIcon />}
      title="Somebody else changed this connection since you opened it"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">What you typed would undo their change, so it cannot be saved.</Text>
        <Button size="xs" variant="default" onClick={onReload}>
          Take what is stored now
        </Button>
      </Stack>
    </Alert>
  )
}
