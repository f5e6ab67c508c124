import type { AuditEntry } from '@fairlead/api/client'
import { Table, Text } from '@mantine/core'
import { actionWords, targetWords } from '../../data/audit-words.ts'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { usePlaceOf } from './use-place-of.ts'

/** Entries of the trail; what is still there is linked. */
export function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const placeOf = usePlaceOf()
  return (
    <Table.ScrollContainer minWidth={720} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label="Audit trail" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Did what</Table.Th>
            <Table.Th>To what</Table.Th>
            <Table.Th>Who</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => {
            const to = placeOf(entry)
            return (
              <Table.Tr key={entry.id}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  <Text size="sm">
                    <Exact at={entry.at} />
                  </Text>
                  <Text size="xs" c="dimmed">
                    <Time at={entry.at} />
                  </Text>
                </Table.Td>
                <Table.Td>{actionWords(entry.action)}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {to ? <Link to={to}>{entry.targetName}</Link> : entry.targetName}
                  <Text size="xs" c="dimmed">
                    {targetWords(entry)}
                  </Text>
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{entry.actor}</Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

function Exact({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at}>
      {exact.format(new Date(at))}
    </time>
  )
}
