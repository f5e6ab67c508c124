import type { Application, Environment } from '@fairlead/api/client'
import { Group, Table, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { modeWords } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Link } from '../../ui/link.tsx'
import { EnvironmentDialog } from './environment-dialog.tsx'

interface EnvironmentRowProps {
  readonly environment: Environment
  readonly applications: readonly Application[]
}

/** An environment with what runs in it; one that holds applications says which keep it from being deleted. */
export function EnvironmentRow({ environment, applications }: EnvironmentRowProps) {
  const org = useOrg()
  const client = useQueryClient()
  const [doing, setDoing] = useState<'edit' | 'delete'>()
  const close = () => setDoing(undefined)
  const { id, name, mode, cluster_name } = environment
  const names = applications.map(({ container }) => container.name).join(', ')
  const keeps = applications.length === 0 ? undefined : `Delete its applications first: ${names}.`
  const remove = async () => {
    await api.environments.remove(id)
    await client.invalidateQueries({ queryKey: ['environments', org] })
  }
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>{modeWords(mode)}</Table.Td>
      <Table.Td>{cluster_name}</Table.Td>
      <Table.Td>
        {applications.length === 0 ? (
          <Link to={paths.createApplication({ org, environment: id })} size="sm">
            Create one
          </Link>
        ) : (
          <Group gap="xs">
            {applications.map(({ container }) => (
              <Link key={container.id} to={paths.application({ org, applicationId: container.id })} size="sm">
                {container.name}
              </Link>
            ))}
          </Group>
        )}
      </Table.Td>
      <Table.Td>
        {doing === 'edit' && (
          <EnvironmentDialog projectId={environment.project.id} environment={environment} onClose={close} />
        )}
        {doing === 'delete' && (
          <ConfirmDialog
            title={`Delete ${name}?`}
            action="Delete the environment"
            done={`The environment ${name} is gone.`}
            onConfirm={remove}
            onClose={close}
          >
            <Text size="sm">It has no application, so nothing stops running.</Text>
          </ConfirmDialog>
        )}
        <Group gap={4} wrap="nowrap">
          <ActionButton
            permission="service:write"
            size="compact-sm"
            variant="subtle"
            aria-label={`Edit ${name}`}
            onClick={() => setDoing('edit')}
          >
            Edit
          </ActionButton>
          <ActionButton
            permission="service:write"
            size="compact-sm"
            variant="subtle"
            aria-label={`Delete ${name}`}
            because={keeps}
            onClick={() => setDoing('delete')}
          >
            Delete
          </ActionButton>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}
