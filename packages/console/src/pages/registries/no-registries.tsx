import { Group, List, Stack, Text } from '@mantine/core'
import { PackageDependenciesIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { kindsQuery } from '../../data/registries.ts'
import { ActionLink } from '../../ui/action-link.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { RegistryIcon } from '../../ui/registry-icon.tsx'

/** What stands in the list of an organization that has connected nothing yet. */
export function NoRegistries({ org }: { readonly org: string }) {
  const { data: kinds = [] } = useQuery(kindsQuery())
  return (
    <Empty
      icon={<PackageDependenciesIcon size={40} />}
      title="No registry is connected yet"
      action={
        <ActionLink to={paths.addRegistry({ org })} permission="registry:write">
          Add registry
        </ActionLink>
      }
    >
      <Stack gap="sm">
        <Text>
          A registry connection is an address and a credential that applications pull their images with. For
          GitHub Container Registry that is the owner of the images and a personal access token (classic).
        </Text>
        <List size="sm" ta="left" mx="auto">
          <List.Item>
            Before it is saved it is proved: reachable, accepted, allowed to list and to pull.
          </List.Item>
          <List.Item>What does not work is told with its evidence and with what to do about it.</List.Item>
          <List.Item>It is proved again by schedule, and you are warned before its token expires.</List.Item>
        </List>
        {kinds.length > 0 && (
          <nav aria-label="Types of registry">
            <Text size="sm" mb={6}>
              These can be connected:
            </Text>
            <Group gap="sm" justify="center">
              {kinds.map(({ kind, title }) => (
                <Link key={kind} to={paths.addRegistry({ org, kind })} size="sm">
                  <Group gap={6} wrap="nowrap" component="span">
                    <RegistryIcon kind={kind} size={22} />
                    {title}
                  </Group>
                </Link>
              ))}
            </Group>
          </nav>
        )}
      </Stack>
    </Empty>
  )
}
