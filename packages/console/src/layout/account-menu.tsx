import { ActionIcon, Menu } from '@mantine/core'
import { PersonIcon, SignOutIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../app/api.ts'
import { paths } from '../app/paths.ts'
import { queryClient } from '../app/query-client.ts'
import { meQuery } from '../data/organizations.ts'
import { toldFailure } from '../ui/told.tsx'

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const { data: me } = useQuery(meQuery())
  const navigate = useNavigate()
  const signOut = async () => {
    try {
      await api.session.end()
      queryClient.clear()
      await navigate({ to: paths.login() })
    } catch (error) {
      toldFailure('You are still signed in', error)
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Your account">
          <PersonIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {me && (
          <Menu.Label>
            {me.name}, {me.role}
          </Menu.Label>
        )}
        <Menu.Item leftSection={<SignOutIcon />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
