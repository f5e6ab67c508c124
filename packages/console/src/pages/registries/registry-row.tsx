import type { Registry } from '@fairlead/api/client'
import { Table, Text } from '@mantine/core'
import { memo } from 'react'
import { Expiry } from '../../ui/expiry.tsx'
import { userOf } from './list-state.ts'
import { AddressCell, CheckedCell, NameCell, ServicesCell, StateCell } from './registry-cells.tsx'
import { VerifyCell, type VerifyCellProps } from './verify-cell.tsx'

export interface RegistryRowProps extends VerifyCellProps {
  readonly org: string
  readonly registry: Registry
  /** In the whole list, from 0. */
  readonly position: number
  readonly measure: (row: Element | null) => void
}

/** One registry of the table. It is drawn anew when something of it changes, not when the list is scrolled. */
export const RegistryRow = memo(function RegistryRow(props: RegistryRowProps) {
  const { org, registry, position, measure, ...verifying } = props
  return (
    <Table.Tr ref={measure} data-index={position} aria-rowindex={position + 2}>
      <Table.Th scope="row" fw="normal">
        <NameCell org={org} registry={registry} />
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {userOf(registry)}
        <Text component="div" size="xs" c="dimmed">
          <AddressCell registry={registry} />
        </Text>
      </Table.Td>
      <Table.Td>
        <StateCell registry={registry} />
      </Table.Td>
      <Table.Td>
        <Expiry at={registry.expires_at} unknown="None known" />
      </Table.Td>
      <Table.Td>
        <ServicesCell org={org} registry={registry} />
      </Table.Td>
      <Table.Td>
        <CheckedCell registry={registry} />
      </Table.Td>
      <Table.Td>
        <VerifyCell registry={registry} {...verifying} />
      </Table.Td>
    </Table.Tr>
  )
})
