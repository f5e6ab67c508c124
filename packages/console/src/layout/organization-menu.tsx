import { Button, Menu, Text } from '@mantine/core'
import { ChevronDownIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../app/paths.ts'
import { organizationsQuery } from '../data/organizations.ts'
import { useOrg } from '../data/use-org.ts'
import { useFollow } from '../ui/link.tsx'

/** The organization that the pages are of; whoever sees several chooses here. */
export function OrganizationMenu() {
  const org = useOrg()
  const follow = useFollow()
  const { data: organizations = [] } = useQuery(organizationsQuery())
  const here = organizations.find(({ id }) => id === org)
  if (organizations.length < 2)
    return here ? (
      <Text size="sm" truncate>
        {here.name}
      </Text>
    ) : null
  return (
    <Menu>
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" rightSection={<ChevronDownIcon />}>
          {here?.name ?? 'Choose an organization'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {organizations.map(({ id, name }) => (
          <Menu.Item key={id} component="a" href={paths.overview({ org: id })} onClick={follow}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
