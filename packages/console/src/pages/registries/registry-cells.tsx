import type { Registry } from '@fairlead/api/client'
import { Badge, Group, Text } from '@mantine/core'
import { UnlockIcon } from '@primer/octicons-react'
import { paths } from '../../app/paths.ts'
import { useKindTitle } from '../../data/registry-kinds.ts'
import { HealthBadge } from '../../ui/health-badge.tsx'
import { Link } from '../../ui/link.tsx'
import { RegistryIcon } from '../../ui/registry-icon.tsx'
import { Time } from '../../ui/time.tsx'

interface CellProps {
  readonly org: string
  readonly registry: Registry
}

/** Icon, name and type. */
export function NameCell({ org, registry: { id, name, kind } }: CellProps) {
  const kindTitle = useKindTitle()
  return (
    <Group gap="sm" wrap="nowrap">
      <RegistryIcon kind={kind} />
      <div style={{ minWidth: 0 }}>
        <Link to={paths.registry({ org, registryId: id })} fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Link>
        <Text size="xs" c="dimmed">
          {kindTitle(kind)}
        </Text>
      </div>
    </Group>
  )
}

/** The address without what is always the same, and whether its certificate is checked. */
export function AddressCell({ registry: { url, tls } }: Pick<CellProps, 'registry'>) {
  return (
    <>
      <span className="mono">{url.replace(/^https:\/\//, '')}</span>
      {tls.skip_verify && (
        <Badge color="red" variant="light" size="sm" leftSection={<UnlockIcon size={10} />}>
          TLS not verified
        </Badge>
      )}
    </>
  )
}

/** The state and the gravest finding behind it. */
export function StateCell({ registry: { health, verification } }: Pick<CellProps, 'registry'>) {
  const found = (verification?.errors ?? 0) + (verification?.warnings ?? 0)
  const first = verification?.first_finding
  return (
    <>
      <Group gap={6} wrap="nowrap">
        <HealthBadge health={health} />
        {found > 1 && (
          <Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {found} findings
          </Text>
        )}
      </Group>
      {first && first.severity !== 'info' && (
        <Text size="xs" mt={4} lineClamp={2} title={first.summary}>
          {first.summary}
        </Text>
      )}
    </>
  )
}

/** How many services use it, on the way to them. */
export function ServicesCell({ org, registry: { id, associated_services_count: count } }: CellProps) {
  return (
    <Link
      to={`${paths.registry({ org, registryId: id })}?tab=services`}
      size="sm"
      aria-label={count === 1 ? '1 service' : `${count} services`}
    >
      {count}
    </Link>
  )
}

export function CheckedCell({ registry: { verification } }: Pick<CellProps, 'registry'>) {
  return (
    <Text span size="sm" style={{ whiteSpace: 'nowrap' }}>
      {verification ? <Time at={verification.checked_at} /> : 'Never'}
    </Text>
  )
}
