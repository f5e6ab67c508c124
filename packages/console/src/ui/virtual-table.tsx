import { Table } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react'

interface VirtualTableProps {
  readonly label: string
  readonly columns: readonly string[]
  readonly count: number
  /** Height of a row in pixels, as far as it is known before it is drawn. */
  readonly rowHeight: number
  readonly minWidth: number
  /** The cells of a row; `resting` while nobody scrolls past it. A function that stays the same lets rows that stay be. */
  readonly cells: (index: number, resting: boolean) => ReactNode
  /** Hears which rows are drawn, the last one included. */
  readonly onRange?: (first: number, last: number) => void
}

/** A table of any length in the page's own scroll: only the rows that can be seen are drawn. */
export function VirtualTable(props: VirtualTableProps) {
  const { label, columns, count, rowHeight, minWidth, cells, onRange } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const box = body.current?.getBoundingClientRect()
    if (box) setTop(box.top + window.scrollY)
  }, [])
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: 8,
    // What is asked for because of it is drawn together with it.
    useFlushSync: false,
    scrollMargin: top,
    onChange: (instance) => {
      const { range } = instance
      if (range) onRange?.(range.startIndex, range.endIndex)
    },
  })
  const drawn = rows.getVirtualItems()
  const before = (drawn[0]?.start ?? top) - top
  const after = rows.getTotalSize() - ((drawn.at(-1)?.end ?? top) - top)
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native">
      <Table aria-label={label} aria-rowcount={count + 1} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={body}>
          <Spacer height={before} />
          {drawn.map(({ index, key }) => (
            <Row key={key} index={index} height={rowHeight} resting={!rows.isScrolling} cells={cells} />
          ))}
          <Spacer height={after} />
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

interface RowProps extends Pick<VirtualTableProps, 'cells'> {
  readonly index: number
  readonly height: number
  readonly resting: boolean
}

/** Drawn anew when something of it changes, not when the list is scrolled. */
const Row = memo(function Row({ index, height, resting, cells }: RowProps) {
  return (
    <Table.Tr aria-rowindex={index + 2} h={height}>
      {cells(index, resting)}
    </Table.Tr>
  )
})

/** The room of the rows that are not drawn. */
const Spacer = ({ height }: { readonly height: number }) =>
  height > 0 && (
    <Table.Tr aria-hidden>
      <Table.Td p={0} h={height} style={{ border: 0 }} />
    </Table.Tr>
  )
