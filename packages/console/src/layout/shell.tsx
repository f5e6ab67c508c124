import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { paths } from '../app/paths.ts'
import { useLiveEvents } from '../data/live-events.ts'
import { meQuery } from '../data/organizations.ts'
import { useOrg } from '../data/use-org.ts'
import iconUrl from '../icon.svg'
import { Failure } from '../ui/failure.tsx'
import { Link } from '../ui/link.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { AccountMenu } from './account-menu.tsx'
import { ColorSchemeButton } from './color-scheme-button.tsx'
import { Navigation } from './navigation.tsx'
import { OrganizationMenu } from './organization-menu.tsx'

/** The frame of every page within an organization. */
export function Shell() {
  const org = useOrg()
  const [opened, { toggle, close }] = useDisclosure(false)
  const { pathname } = useLocation()
  const { data: me, error, refetch } = useQuery(meQuery())

  // The menu of a small screen is over once something was chosen in it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is the reason to run
  useEffect(close, [pathname])

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
              aria-expanded={opened}
            />
            <Link to={paths.overview({ org })} c="inherit" underline="never" aria-label="Fairlead">
              <Group gap={8} wrap="nowrap">
                <img src={iconUrl} alt="" width={28} height={28} />
                <Text fw={700} visibleFrom="xs">
                  Fairlead
                </Text>
              </Group>
            </Link>
            <OrganizationMenu />
          </Group>
          <Group gap={4} wrap="nowrap">
            <ColorSchemeButton />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Navigation">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main>
        {me ? (
          <Content org={org} />
        ) : error ? (
          <Failure title="The server did not say who you are" error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting for="your account" />
        )}
      </AppShell.Main>
    </AppShell>
  )
}

function Content({ org }: { readonly org: string }) {
  useLiveEvents(org)
  return <Outlet />
}
