import type { Registry } from '@fairlead/api/client'
import { Table } from '@mantine/core'
import type { Verifications } from '../../data/use-verifications.ts'
import { RegistryRow } from './registry-row.tsx'
import { useVirtualRows } from './use-virtual-rows.ts'

export interface RegistryListProps {
  readonly org: string
  readonly registries: readonly Registry[]
  readonly verifications: Verifications
}

/** Titles and widths; the state takes what is left. */
const COLUMNS = [
  ['Registry', '19%'],
  ['Owner and address', '20%'],
  ['State', 'auto'],
  ['Expiry', 112],
  ['Services', 86],
  ['Last check', 128],
  ['Action', 114],
] as const

/** The registries as a table, of which only the rows in sight are in the document. */
export function RegistryTable({ org, registries, verifications }: RegistryListProps) {
  const { progress, run, cancel } = verifications
  const { list, rows, before, after, measure } = useVirtualRows(registries, 68)
  return (
    <Table.ScrollContainer minWidth={960} type="native" ref={list}>
      <Table
        aria-label="Container registries"
        aria-rowcount={registries.length + 1}
        verticalSpacing="xs"
        layout="fixed"
      >
        <colgroup>
          {COLUMNS.map(([title, width]) => (
            <col key={title} style={{ width }} />
          ))}
        </colgroup>
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            {COLUMNS.map(([title]) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Gap height={before} />
          {rows.map(({ index, key }) => {
            const registry = registries[index]
            if (!registry) return null
            return (
              <RegistryRow
                key={key}
                org={org}
                registry={registry}
                position={index}
                measure={measure}
                progress={progress.get(registry.id)}
                run={run}
                cancel={cancel}
              />
            )
          })}
          <Gap height={after} />
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** Stands for the rows that are not in sight. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden style={{ border: 0 }}>
      <td colSpan={COLUMNS.length} style={{ height, padding: 0 }} />
    </tr>
  )
}
