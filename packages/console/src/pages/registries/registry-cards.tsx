import { Group, Paper, Text } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import { Expiry } from '../../ui/expiry.tsx'
import { userOf } from './list-state.ts'
import { AddressCell, CheckedCell, NameCell, ServicesCell, StateCell } from './registry-cells.tsx'
import type { RegistryRowProps } from './registry-row.tsx'
import type { RegistryListProps } from './registry-table.tsx'
import { useVirtualRows } from './use-virtual-rows.ts'
import { VerifyCell } from './verify-cell.tsx'

/** The same as the table, for a narrow screen. */
export function RegistryCards({ org, registries, verifications }: RegistryListProps) {
  const { progress, run, cancel } = verifications
  const { list, rows, before, after, measure } = useVirtualRows(registries, 210)
  return (
    <div ref={list}>
      <div style={{ height: before }} />
      <ul aria-label="Container registries" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {rows.map(({ index, key }) => {
          const registry = registries[index]
          if (!registry) return null
          return (
            <RegistryCard
              key={key}
              org={org}
              registry={registry}
              position={index}
              count={registries.length}
              measure={measure}
              progress={progress.get(registry.id)}
              run={run}
              cancel={cancel}
            />
          )
        })}
      </ul>
      <div style={{ height: after }} />
    </div>
  )
}

interface RegistryCardProps extends RegistryRowProps {
  /** How many there are in the whole list. */
  readonly count: number
}

const RegistryCard = memo(function RegistryCard(props: RegistryCardProps) {
  const { org, registry, position, count, measure, ...verifying } = props
  return (
    <li ref={measure} data-index={position} aria-posinset={position + 1} aria-setsize={count}>
      <Paper withBorder p="sm" mb="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start" mb="xs">
          <NameCell org={org} registry={registry} />
          <VerifyCell registry={registry} {...verifying} />
        </Group>
        <StateCell registry={registry} />
        <Text component="div" size="sm" mt="xs" style={{ overflowWrap: 'anywhere' }}>
          {userOf(registry)} <AddressCell registry={registry} />
        </Text>
        <Group gap="xl" mt="xs" align="flex-start">
          <Fact name="Expiry">
            <Expiry at={registry.expires_at} unknown="None known" />
          </Fact>
          <Fact name="Last check">
            <CheckedCell registry={registry} />
          </Fact>
          <Fact name="Services">
            <ServicesCell org={org} registry={registry} />
          </Fact>
        </Group>
      </Paper>
    </li>
  )
})

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="div" size="sm">
        {children}
      </Text>
    </div>
  )
}
