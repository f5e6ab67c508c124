import { AppShell, NavLink, ScrollArea, Text } from '@mantine/core'
import {
  AppsIcon,
  ContainerIcon,
  GearIcon,
  HomeIcon,
  KeyIcon,
  LogIcon,
  ProjectIcon,
  PulseIcon,
  ServerIcon,
  WebhookIcon,
} from '@primer/octicons-react'
import { useLocation } from '@tanstack/react-router'
import { paths } from '../app/paths.ts'
import { useOrg } from '../data/use-org.ts'
import { useFollow } from '../ui/link.tsx'

const WORK = [
  { label: 'Overview', to: paths.overview, icon: HomeIcon },
  { label: 'Applications', to: paths.applications, icon: AppsIcon },
  { label: 'Doctor', to: paths.doctor, icon: PulseIcon },
] as const
const SETTINGS = [
  { label: 'Container registries', to: paths.registries, icon: ContainerIcon },
  { label: 'Projects', to: paths.projects, icon: ProjectIcon },
  { label: 'Clusters', to: paths.clusters, icon: ServerIcon },
  { label: 'API tokens', to: paths.tokens, icon: KeyIcon },
  { label: 'Webhooks', to: paths.webhooks, icon: WebhookIcon },
  { label: 'Audit', to: paths.audit, icon: LogIcon },
  { label: 'General', to: paths.settings, icon: GearIcon },
] as const

export function Navigation() {
  return (
    <AppShell.Section grow component={ScrollArea}>
      <Links of={WORK} />
      <Text size="xs" c="dimmed" fw={600} mt="md" mb={4} px="sm">
        Organization settings
      </Text>
      <Links of={SETTINGS} />
    </AppShell.Section>
  )
}

function Links({ of }: { readonly of: typeof WORK | typeof SETTINGS }) {
  const org = useOrg()
  const { pathname } = useLocation()
  const follow = useFollow()
  return of.map(({ label, to, icon: Icon }) => {
    const href = to({ org })
    const here = href === paths.overview({ org }) ? pathname === href : pathname.startsWith(href)
    return (
      <NavLink
        key={label}
        component="a"
        href={href}
        onClick={follow}
        label={label}
        leftSection={<Icon />}
        active={here}
        aria-current={here ? 'page' : undefined}
      />
    )
  })
}
