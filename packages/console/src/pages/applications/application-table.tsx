import type { Application } from '@fairlead/api/client'
import { Table, Text } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { ApplicationRow } from './application-row.tsx'

const COLUMNS = ['Application', 'State', 'Image', 'Cluster', 'Endpoints', 'Last deployment']
const ROW_HEIGHT = 68
const GROUP_HEIGHT = 38

type Row =
  | { readonly kind: 'place'; readonly key: string; readonly label: string }
  | { readonly kind: 'application'; readonly key: string; readonly application: Application }

/** A line for each place, and below it what runs there. */
function rowsOf(applications: readonly Application[]): readonly Row[] {
  const rows: Row[] = []
  let place = ''
  for (const application of applications) {
    const { environment, project, container } = application
    if (environment.id !== place) {
      rows.push({ kind: 'place', key: environment.id, label: `${project.name} / ${environment.name}` })
      place = environment.id
    }
    rows.push({ kind: 'application', key: container.id, application })
  }
  return rows
}

interface ApplicationTableProps {
  readonly org: string
  /** By project, environment and name. */
  readonly applications: readonly Application[]
}

/** The applications by place. Only the rows in sight are in the document, so that thousands stay smooth. */
export function ApplicationTable({ org, applications }: ApplicationTableProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const rows = useMemo(() => rowsOf(applications), [applications])
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (rows[index]?.kind === 'place' ? GROUP_HEIGHT : ROW_HEIGHT),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
    scrollMargin: body.current?.offsetTop ?? 0,
  })
  const items = virtualizer.getVirtualItems()
  const margin = virtualizer.options.scrollMargin
  const above = (items[0]?.start ?? margin) - margin
  const below = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin)
  return (
    <Table.ScrollContainer minWidth={920} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing="xs" aria-label="Applications" aria-rowcount={rows.length + 1}>
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            {COLUMNS.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={body}>
          <Gap height={above} />
          {items.map(({ index }) => {
            const row = rows[index]
            if (!row) return null
            if (row.kind === 'application')
              return (
                <ApplicationRow
                  key={row.key}
                  application={row.application}
                  org={org}
                  position={index}
                  measure={virtualizer.measureElement}
                />
              )
            return (
              <Table.Tr
                key={row.key}
                ref={virtualizer.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
              >
                <Table.Th scope="row" colSpan={COLUMNS.length}>
                  <Text size="sm" fw={600} c="dimmed">
                    {row.label}
                  </Text>
                </Table.Th>
              </Table.Tr>
            )
          })}
          <Gap height={below} />
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** Holds the place of rows that are out of sight. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden>
      <td colSpan={COLUMNS.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}
