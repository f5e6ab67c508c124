import { Table } from '@mantine/core'
import { ContainerIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { registryServicesQuery } from '../../data/registries.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Link, LinkButton } from '../../ui/link.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OfRegistry } from './registry-page.tsx'

/** The applications that pull through the registry. */
export function ServicesTab({ org, registry }: OfRegistry) {
  const { data: services, error, refetch } = useQuery(registryServicesQuery(org, registry.id))
  if (error)
    return <Failure title="The services could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!services) return <Waiting for="the services" />
  if (services.length === 0)
    return (
      <Empty
        icon={<ContainerIcon size={32} />}
        title="No service uses it yet"
        action={
          <LinkButton to={paths.createApplication({ org, registry: registry.id })} variant="default">
            Create an application from it
          </LinkButton>
        }
      >
        An application that is created from an image of this registry pulls with its credential and is listed
        here.
      </Empty>
    )
  return (
    <Table.ScrollContainer minWidth={420} type="native">
      <Table aria-label="Services that use it" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Application</Table.Th>
            <Table.Th scope="col">Project</Table.Th>
            <Table.Th scope="col">Environment</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {services.map(({ service_id, service_name, project_name, environment_name }) => (
            <Table.Tr key={service_id}>
              <Table.Th scope="row">
                <Link to={paths.application({ org, applicationId: service_id })}>{service_name}</Link>
              </Table.Th>
              <Table.Td>{project_name}</Table.Td>
              <Table.Td>{environment_name}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
